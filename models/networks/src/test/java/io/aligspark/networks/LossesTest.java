package io.aligspark.networks;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.aligspark.networks.TopKEntropy.Form;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class LossesTest {
    private static final Set<String> ON_VALUES = Set.of("squared", "absolute");
    private static final double[] HUGE = {1000, 0, -1000, 500, 1, 2, 3};

    static Stream<Loss> all() {
        return Stream.of(
                new CrossEntropy(),
                new MultiClassHinge(),
                new SmoothedHinge(),
                new TopKEntropy(1, Form.DEFINITION),
                new TopKEntropy(5, Form.DEFINITION),
                new TopKEntropy(6, Form.DEFINITION),
                new TopKEntropy(1, Form.CODE),
                new TopKEntropy(5, Form.CODE),
                new TopKEntropy(6, Form.CODE));
    }

    /** Those whose gradient is the derivative of the value. */
    static Stream<Loss> differentiable() {
        return all().filter(loss -> !(loss instanceof SmoothedHinge));
    }

    static Stream<JsonNode> goldenCases() {
        return cases("losses", "losses")
                .filter(expected -> !ON_VALUES.contains(expected.get("loss").asText()));
    }

    static Stream<JsonNode> workedCases() {
        return cases("losses-worked", "cases");
    }

    private static Stream<JsonNode> cases(String file, String field) {
        return StreamSupport.stream(Golden.read(file).json().get(field).spliterator(), false);
    }

    @ParameterizedTest
    @MethodSource("goldenCases")
    void agreesWithPyTorch(JsonNode expected) {
        JsonNode golden = Golden.read("losses").json();
        int[] labels = Golden.ints(golden.get("labels")).stream()
                .mapToInt(Integer::intValue)
                .toArray();
        ClassLoss loss = (ClassLoss) Golden.loss(expected.get("loss").asText());
        float[] logits = new float[60];
        for (int sample = 0; sample < 5; sample++) {
            double[] scores = Golden.doubles(golden.get("logitsExact").get(sample));
            double[] gradient = new double[12];
            double value = loss.sampleLoss(scores, labels[sample], gradient);
            assertEquals(expected.get("perSample").get(sample).asDouble(), value, 1e-12 * Math.max(1, value));
            double[] ofMean =
                    Arrays.stream(gradient).map(element -> element / 5).toArray();
            assertArrayEquals(Golden.doubles(expected.get("gradientOfMean").get(sample)), ofMean, 1e-12);
            for (int j = 0; j < 12; j++) {
                logits[12 * sample + j] = (float) scores[j];
            }
        }
        float[] gradient = new float[60];
        double mean = loss.lossAndGradient(logits, Golden.floats(Golden.ints(golden.get("labels"))), 5, gradient) / 5;
        assertEquals(expected.get("mean").asDouble(), mean, 1e-6);
        for (int i = 0; i < 60; i++) {
            double ofMean =
                    expected.get("gradientOfMean").get(i / 12).get(i % 12).asDouble();
            assertEquals(ofMean, gradient[i] / 5.0, 1e-7);
        }
    }

    @ParameterizedTest
    @MethodSource("workedCases")
    void agreesWithWorkedNumbers(JsonNode expected) {
        ClassLoss loss = (ClassLoss) Golden.loss(expected.get("loss").asText());
        double[] scores = Golden.doubles(expected.get("logits"));
        double[] gradient = new double[scores.length];
        double value = loss.sampleLoss(scores, expected.get("label").asInt(), gradient);
        assertEquals(expected.get("value").asDouble(), value, 1e-12 * Math.max(1, value));
        if (expected.has("gradient")) {
            assertArrayEquals(Golden.doubles(expected.get("gradient")), gradient, 1e-12);
        }
    }

    @ParameterizedTest
    @MethodSource("differentiable")
    void theGradientIsTheDerivative(ClassLoss loss) {
        SplittableRandom random = new SplittableRandom(4);
        double step = 1e-6;
        for (int draw = 0; draw < 50; draw++) {
            double[] scores = random.doubles(7, -4, 4).toArray();
            int label = random.nextInt(7);
            double[] gradient = new double[7];
            loss.sampleLoss(scores, label, gradient);
            for (int j = 0; j < 7; j++) {
                double[] up = scores.clone();
                double[] down = scores.clone();
                up[j] += step;
                down[j] -= step;
                double rise = loss.sampleLoss(up, label, new double[7]) - loss.sampleLoss(down, label, new double[7]);
                assertEquals(rise / (2 * step), gradient[j], 1e-8);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void isNeverNegativeAndItsGradientSumsToZero(ClassLoss loss) {
        SplittableRandom random = new SplittableRandom(5);
        for (int draw = 0; draw < 200; draw++) {
            double[] scores = random.doubles(7, -40, 40).toArray();
            double[] gradient = new double[7];
            assertTrue(loss.sampleLoss(scores, random.nextInt(7), gradient) >= 0);
            assertEquals(0, Arrays.stream(gradient).sum(), 1e-14);
        }
    }

    @Test
    void isStableForHugeLogits() {
        assertLoss(new CrossEntropy(), HUGE, 1, 1000, 1, -1, 0, 0, 0, 0, 0);
        assertLoss(new MultiClassHinge(), HUGE, 1, 1001, 1, -1, 0, 0, 0, 0, 0);
        assertLoss(new SmoothedHinge(), HUGE, 1, 1001, 1, -1, 0, 0, 0, 0, 0);
        assertLoss(new TopKEntropy(1, Form.DEFINITION), HUGE, 1, 1000, 1, -1, 0, 0, 0, 0, 0);
        assertLoss(new TopKEntropy(2, Form.DEFINITION), HUGE, 1, 500, 0, -1, 0, 1, 0, 0, 0);
        assertLoss(new TopKEntropy(1, Form.CODE), HUGE, 1, 80, 0, 0, 0, 0, 0, 0, 0);
        assertLoss(new TopKEntropy(5, Form.CODE), HUGE, 0, 0, 0, 0, 0, 0, 0, 0, 0);
        all().forEach(loss -> {
            float[] logits = {3e38f, -3e38f, 0, 1, 2, 3, 4};
            float[] gradient = new float[7];
            double value = loss.lossAndGradient(logits, new float[] {1}, 1, gradient);
            assertTrue(Double.isFinite(value), loss.name());
            for (float element : gradient) {
                assertTrue(Float.isFinite(element), loss.name());
            }
        });
    }

    /** A comparison with NaN is false, so that a hinge or a ranking would take it for a harmless class. */
    @ParameterizedTest
    @MethodSource("all")
    void aLogitThatIsNotFiniteShowsInTheSum(Loss loss) {
        for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
            float[] logits = {0, 1, 2, 3, 4, 5, 6, 0, 1, bad, 3, 4, 5, 6};
            float[] gradient = new float[14];
            assertTrue(Double.isNaN(loss.lossAndGradient(logits, new float[] {6, 6}, 2, gradient)));
            assertTrue(Float.isNaN(gradient[7]));
            assertTrue(Float.isFinite(gradient[0]), "the other sample's");
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void smoothedHingeHasTheGradientOfCrossEntropyOnItsSmoothBranch(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int smooth = 0;
        for (int draw = 0; draw < 100; draw++) {
            double[] scores = random.doubles(7, -4, 4).toArray();
            int label = random.nextInt(7);
            double[] gradient = new double[7];
            double value = new SmoothedHinge().sampleLoss(scores, label, gradient);
            double[] ofCrossEntropy = new double[7];
            new CrossEntropy().sampleLoss(scores, label, ofCrossEntropy);
            double[] ofHinge = new double[7];
            double hinge = new MultiClassHinge().sampleLoss(scores, label, ofHinge);
            boolean isSmooth = Arrays.equals(ofCrossEntropy, gradient);
            smooth += isSmooth ? 1 : 0;
            assertTrue(value <= hinge + 1e-12, "a mean is at most the maximum");
            assertTrue(isSmooth || (value == hinge && Arrays.equals(ofHinge, gradient)));
        }
        assertTrue(smooth > 20 && smooth < 100, "both branches are met, but smooth in " + smooth);
    }

    @Test
    void tiesGoToTheLowerIndexAndToTheLabelOfAHinge() {
        assertLoss(new MultiClassHinge(), new double[] {0, 2, 2, 1}, 3, 2, 0, 1, 0, -1);
        assertLoss(new MultiClassHinge(), new double[] {1, 0, 1, 2}, 3, 0, 0, 0, 0, 0);
        double[] equal = {0, 0, 0, 0};
        // J = {2, 3}: class 0 is dropped, class 1 is the label.
        double third = 1.0 / 3;
        assertLoss(new TopKEntropy(2, Form.DEFINITION), equal, 1, Math.log(3), 0, -2 * third, third, third);
        // The label ranks second of all, so the two forms agree; as the last it does not reach the top 2.
        assertLoss(new TopKEntropy(2, Form.CODE), equal, 1, Math.log(3), 0, -2 * third, third, third);
        assertLoss(new TopKEntropy(2, Form.DEFINITION), equal, 3, Math.log(3), 0, third, third, -2 * third);
        assertLoss(new TopKEntropy(2, Form.CODE), equal, 3, Math.log(2), 0, 0, 0.5, -0.5);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void topKEntropyKeepsItsPromises(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        for (int draw = 0; draw < 200; draw++) {
            double[] scores = random.doubles(7, -3, 3).toArray();
            int label = random.nextInt(7);
            int k = 1 + random.nextInt(6);
            double definition = new TopKEntropy(k, Form.DEFINITION).sampleLoss(scores, label, new double[7]);
            double code = new TopKEntropy(k, Form.CODE).sampleLoss(scores, label, new double[7]);
            long rank = Arrays.stream(scores).filter(s -> s > scores[label]).count();
            if (rank < k) {
                assertEquals(definition, code, 0, "the forms agree when the label is among the k largest");
            } else {
                assertTrue(definition >= Math.log(2), "a loss below log 2 means a label among the k largest");
                assertTrue(code < definition);
            }
            double crossEntropy = new CrossEntropy().sampleLoss(scores, label, new double[7]);
            assertTrue(definition <= crossEntropy + 1e-12);
        }
    }

    @Test
    void kMustLeaveAClass() {
        assertEquals(
                "model.loss-k must be in [1, classes - 1 = 9], but was 12",
                message(() -> Losses.of("top-k-entropy", 12, Form.DEFINITION, 10)));
        assertEquals(
                "model.loss-k must be in [1, classes - 1 = 6], but was 7",
                message(() -> new TopKEntropy(7, Form.CODE).sampleLoss(HUGE, 0, new double[7])));
        assertEquals("model.loss-k must be >= 1, but was 0", message(() -> new TopKEntropy(0, Form.CODE)));
        assertEquals(
                "model.loss must be one of [cross-entropy, hinge, smoothed-hinge, top-k-entropy, squared,"
                        + " absolute, sigmoid-cross-entropy], but was hinge!",
                message(() -> Losses.of("hinge!", 5, Form.DEFINITION, 10)));
    }

    @Test
    void everyNameIsThatOfItsLoss() {
        for (String name : List.of(
                "cross-entropy",
                "hinge",
                "smoothed-hinge",
                "top-k-entropy",
                "squared",
                "absolute",
                "sigmoid-cross-entropy")) {
            assertEquals(name, Losses.of(name, 5, Form.CODE, 10).name());
        }
    }

    private static void assertLoss(ClassLoss loss, double[] scores, int label, double expected, double... gradient) {
        double[] actual = new double[scores.length];
        assertEquals(expected, loss.sampleLoss(scores, label, actual), 1e-15 * Math.max(1, expected));
        assertArrayEquals(gradient, actual, 1e-15);
    }

    private static String message(org.junit.jupiter.api.function.Executable call) {
        return assertThrows(IllegalArgumentException.class, call).getMessage();
    }
}
