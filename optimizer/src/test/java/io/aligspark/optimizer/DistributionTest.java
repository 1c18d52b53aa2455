package io.aligspark.optimizer;

import static io.aligspark.optimizer.Fixtures.assertClose;
import static io.aligspark.optimizer.Fixtures.bound;
import static io.aligspark.optimizer.Fixtures.list;
import static io.aligspark.optimizer.Fixtures.number;
import static io.aligspark.optimizer.Fixtures.vector;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Sums over shards, one division by the global count, one decision; and what goes wrong otherwise. */
class DistributionTest {

    @ParameterizedTest
    @EnumSource
    void decidesOnGlobalMeans(Implementation implementation) {
        for (String key : List.of("orthogonal", "conflicting_eta_1", "unequal_shards_3_1")) {
            JsonNode example = Fixtures.at("distributed").get(key);
            double count = 0;
            double lossSum = 0;
            double[] gradientSum = new double[2];
            for (JsonNode shard : example.get("shards")) {
                count += number(shard, "n");
                lossSum += number(shard, "n") * number(shard, "loss");
                gradientSum = Vectors.plus(gradientSum, number(shard, "n"), vector(shard, "grad"));
            }
            double[] gradient = Vectors.times(1 / count, gradientSum);
            assertClose(number(example, "global_loss"), lossSum / count, 1e-12);
            assertClose(vector(example, "global_grad"), gradient, 1e-12);
            assertClose(number(example, "global_grad_sq"), Vectors.squaredNorm(gradient), 1e-12);
            Step step = Step.of(implementation, example, lossSum / count, gradient);
            assertClose(number(example, "gamma"), step.gamma, implementation.tolerance());
            assertClose(vector(example, "update"), step.update, implementation.tolerance());
        }
    }

    /** Each wrong average as stored, and different from the right update. */
    @ParameterizedTest
    @EnumSource
    void averagingLocalStepsIsAnotherMethod(Implementation implementation) {
        double tolerance = implementation.tolerance();
        for (String key : List.of("orthogonal", "conflicting_eta_1", "unequal_shards_3_1")) {
            JsonNode example = Fixtures.at("distributed").get(key);
            List<JsonNode> shards = list(example.get("shards"));
            double count =
                    shards.stream().mapToDouble(shard -> number(shard, "n")).sum();
            double gammaMean = 0;
            double lossMean = 0;
            double[] updateMean = new double[2];
            double[] gradientMean = new double[2];
            for (int i = 0; i < shards.size(); i++) {
                JsonNode shard = shards.get(i);
                double weight = number(shard, "n") / count;
                Step local = Step.of(implementation, example, number(shard, "loss"), vector(shard, "grad"));
                assertClose(vector(example, "local_gammas")[i], local.gamma, tolerance);
                gammaMean += weight * local.gamma;
                updateMean = Vectors.plus(updateMean, weight, local.update);
                lossMean += number(shard, "loss") / shards.size();
                gradientMean = Vectors.plus(gradientMean, 1.0 / shards.size(), vector(shard, "grad"));
            }
            assertClose(vector(example, "wrong_mean_of_local_updates"), updateMean, tolerance);
            double[] mixed = Vectors.times(-gammaMean, vector(example, "global_grad"));
            assertClose(vector(example, "wrong_mean_local_gamma_times_global_grad"), mixed, tolerance);
            assertClose(number(example, "wrong_unweighted_loss"), lossMean, 1e-12);
            assertClose(vector(example, "wrong_unweighted_grad"), gradientMean, 1e-12);
            if (example.has("wrong_unweighted_gamma")) {
                double gamma = Step.of(implementation, example, lossMean, gradientMean).gamma;
                assertClose(number(example, "wrong_unweighted_gamma"), gamma, tolerance);
                assertNotEquals(number(example, "gamma"), gamma, 0.1);
            }
            assertNotEquals(vector(example, "update")[0], updateMean[0], 0.02);
        }
    }

    /** The traced runs on four samples, cut into 1 to 4 shards. */
    @ParameterizedTest
    @MethodSource("shardCounts")
    void shardsFollowSingleProcess(Implementation implementation, int shards) {
        JsonNode fixture = Fixtures.at("softmax_regression");
        double[][] samples =
                list(fixture.get("x")).stream().map(Fixtures::vector).toArray(double[][]::new);
        int[] labels = list(fixture.get("y")).stream().mapToInt(JsonNode::asInt).toArray();
        SoftmaxRegression model = new SoftmaxRegression(samples, labels, 3);
        double tolerance = implementation == Implementation.PRODUCTION ? 2e-5 : 1e-12;
        for (JsonNode run : fixture.get("runs")) {
            Alig alig = new Alig(
                    bound(run, "eta"), number(run, "momentum"), MomentumKind.STANDARD, number(run, "delta"), 0);
            Trainer trainer = implementation.startProjected(alig, bound(run, "radius"), vector(run, "W_init"));
            for (JsonNode row : run.get("trace")) {
                Batch batch = Batch.of(model, trainer.parameters(), shards);
                assertClose(number(row, "loss"), batch.loss, tolerance);
                assertClose(number(row, "grad_sq_norm"), Vectors.squaredNorm(batch.gradient), tolerance);
                Trainer.Outcome outcome = trainer.step(batch.loss, batch.gradient);
                assertClose(number(row, "gamma"), outcome.mean(), tolerance);
                assertClose(number(row, "gamma_unclipped"), outcome.unclipped(), tolerance);
                assertClose(vector(row, "W"), trainer.parameters(), tolerance);
            }
            assertClose(number(run, "final_loss"), Batch.of(model, trainer.parameters(), shards).loss, tolerance);
        }
    }

    private static Stream<Arguments> shardCounts() {
        return Stream.of(Implementation.values())
                .flatMap(implementation ->
                        IntStream.rangeClosed(1, 4).mapToObj(shards -> Arguments.of(implementation, shards)));
    }

    /** One step from zero, δ = 0. */
    private record Step(double gamma, double[] update) {
        static Step of(Implementation implementation, JsonNode example, double loss, double[] gradient) {
            Trainer trainer = implementation.start(Implementation.alig(bound(example, "eta"), 0), 0, 0);
            return new Step(trainer.step(loss, gradient).mean(), trainer.parameters());
        }
    }

    /** Mean loss and gradient from the sums of shards of ⌈n / shards⌉ samples. */
    private record Batch(double loss, double[] gradient) {
        static Batch of(SoftmaxRegression model, double[] w, int shards) {
            int count = model.labels().length;
            int size = (count + shards - 1) / shards;
            double lossSum = 0;
            double[] gradientSum = new double[w.length];
            for (int from = 0; from < count; from += size) {
                double[] shardSum = new double[w.length];
                lossSum += model.addSums(w, from, Math.min(count, from + size), shardSum);
                gradientSum = Vectors.plus(gradientSum, 1, shardSum);
            }
            assertEquals(w.length, gradientSum.length);
            return new Batch(lossSum / count, Vectors.times(1.0 / count, gradientSum));
        }
    }
}
