package io.aligspark.optimizer;

import static io.aligspark.optimizer.Fixtures.assertClose;
import static io.aligspark.optimizer.Fixtures.bound;
import static io.aligspark.optimizer.Fixtures.number;
import static io.aligspark.optimizer.Fixtures.vector;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Traced steps of the baselines and of ALI-G on a quadratic, and of Adam and its relatives on given gradients. */
class BaselinesTest {
    private static final List<String> RUNS = List.of(
            "sgd",
            "sgd_wd",
            "sgd_heavy_ball",
            "sgd_nesterov",
            "sgd_nesterov_wd",
            "adam_formA",
            "adamw_formA",
            "adam_formB",
            "adamw_formB",
            "adam_l2_formB",
            "amsgrad_formA",
            "amsgrad_formB",
            "yogi_formB",
            "adagrad_torch",
            "adagrad_tf1",
            "rmsprop_torch",
            "rmsprop_tf1",
            "polyak",
            "polyak_fstar_0.5",
            "alig_inf",
            "alig_eta_0.05",
            "alig_delta0_inf_is_polyak",
            "alig_eta_0.05_nesterov",
            "alig_inf_nesterov",
            "alig_inf_adjusted");

    @ParameterizedTest
    @MethodSource("runs")
    void followsTraceOnQuadratic(Implementation implementation, String name) {
        JsonNode fixture = Fixtures.at("quadratic_baselines");
        JsonNode run = Fixtures.named(fixture.get("runs"), name);
        JsonNode params = run.get("params");
        double[] curvature = vector(fixture, "a_diag");
        double tolerance = implementation.tolerance();
        Trainer trainer = implementation.start(optimizer(name, params), vector(fixture, "w0"));
        for (JsonNode row : run.get("trace")) {
            double[] w = trainer.parameters();
            Trainer.Outcome outcome = trainer.step(Quadratic.loss(curvature, w), Quadratic.gradient(curvature, w));
            assertClose(vector(row, "w"), trainer.parameters(), tolerance);
            assertClose(number(row, "f"), Quadratic.loss(curvature, trainer.parameters()), 5 * tolerance);
            assertClose(number(row, "gamma", outcome.mean()), outcome.mean(), tolerance);
            if (row.has("m")) {
                assertClose(vector(row, "m"), trainer.state(0), tolerance);
                assertClose(vector(row, "v"), trainer.state(1), tolerance);
            }
            for (String accumulator : List.of("acc", "ms")) {
                if (row.has(accumulator)) {
                    assertClose(vector(row, accumulator), trainer.state(0), tolerance);
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void adamAndItsRelativesFollowGivenGradients(Implementation implementation) {
        JsonNode fixture = Fixtures.at("gradient_sequence");
        double tolerance = implementation.tolerance();
        for (JsonNode run : fixture.get("runs")) {
            String name = run.get("name").asText();
            Trainer trainer = implementation.start(adaptive(name, fixture), vector(fixture, "w0"));
            for (int t = 0; t < run.get("trace").size(); t++) {
                trainer.step(1, vector(fixture.get("grads").get(t)));
                JsonNode row = run.get("trace").get(t);
                assertClose(vector(row, "w"), trainer.parameters(), tolerance);
                assertClose(vector(row, "m"), trainer.state(0), tolerance);
                assertClose(vector(row, "v"), trainer.state(1), tolerance);
                assertClose(vector(row, "v_used"), trainer.state(name.startsWith("amsgrad") ? 2 : 1), tolerance);
            }
        }
    }

    /** DFW without regulariser is ALI-G with δ = ε / η (its step is ηs, s = clip(ℓ / (ηq + ε), 0, 1)). */
    @ParameterizedTest
    @EnumSource
    void dfwWithoutRegulariserIsAlig(Implementation implementation) {
        JsonNode fixture = Fixtures.at("quadratic_baselines");
        double[] curvature = vector(fixture, "a_diag");
        for (String name : List.of("dfw", "dfw_clipped")) {
            JsonNode run = Fixtures.named(fixture.get("runs"), name);
            double eta = number(run.get("params"), "eta");
            Alig alig = Implementation.alig(eta, number(run.get("params"), "eps") / eta);
            Trainer trainer = implementation.start(alig, vector(fixture, "w0"));
            for (JsonNode row : run.get("trace")) {
                double[] w = trainer.parameters();
                Trainer.Outcome outcome = trainer.step(Quadratic.loss(curvature, w), Quadratic.gradient(curvature, w));
                assertEquals(number(row, "effective_step"), outcome.mean(), implementation.tolerance());
                assertClose(vector(row, "w"), trainer.parameters(), implementation.tolerance());
            }
        }
    }

    private static Stream<Arguments> runs() {
        return Stream.of(Implementation.values())
                .flatMap(implementation -> RUNS.stream().map(name -> Arguments.of(implementation, name)));
    }

    private static Optimizer optimizer(String name, JsonNode params) {
        if (name.startsWith("sgd")) {
            boolean nesterov = name.startsWith("sgd_nesterov");
            double weightDecay = number(params, "weight_decay", 0);
            return new Sgd(number(params, "lr"), number(params, "momentum", 0), nesterov, weightDecay);
        }
        if (name.startsWith("adagrad")) {
            return new Adagrad(
                    LearningRate.constant(number(params, "lr")), number(params, "acc0"), number(params, "eps"), 0);
        }
        if (name.startsWith("rmsprop")) {
            boolean insideRoot = params.get("eps_inside_sqrt").asBoolean();
            LearningRate rate = LearningRate.constant(number(params, "lr"));
            return new RmsProp(
                    rate, number(params, "rho"), number(params, "ms0"), number(params, "eps"), insideRoot, 0);
        }
        if (name.contains("_form")) {
            return adaptive(name, params);
        }
        boolean adjusted = params.hasNonNull("mode")
                && params.get("mode").asText().toUpperCase(Locale.ROOT).equals("ADJUSTED");
        return new Alig(
                bound(params, "eta"),
                number(params, "momentum", 0),
                adjusted ? MomentumKind.ADJUSTED : MomentumKind.STANDARD,
                number(params, "delta", 0),
                number(params, "f_star", 0));
    }

    /** Adam or a relative; its form is the last letter of the name. */
    private static PrescribedRate adaptive(String name, JsonNode params) {
        AdamForm form = AdamForm.valueOf(name.substring(name.length() - 1));
        AdamMoments moments = new AdamMoments(
                number(params, "b1", 0.9), number(params, "b2", 0.999), number(params, "eps", 1e-8), form);
        LearningRate rate = LearningRate.constant(number(params, "lr"));
        double weightDecay = number(params, "weight_decay", 0);
        return switch (name.substring(0, name.indexOf('_'))) {
            case "adam" -> new Adam(rate, moments, weightDecay);
            case "adamw" -> new AdamW(rate, moments, weightDecay);
            case "amsgrad" -> new AmsGrad(rate, moments, weightDecay);
            case "yogi" -> new Yogi(rate, moments, weightDecay);
            default -> throw new IllegalArgumentException("no optimizer for " + name);
        };
    }
}
