package io.aligspark.dl4j;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.aligspark.networks.Batch;
import io.aligspark.networks.CrossEntropy;
import io.aligspark.networks.Engine;
import io.aligspark.networks.EngineProvider;
import io.aligspark.networks.Golden;
import io.aligspark.networks.MaximumOverTime;
import io.aligspark.networks.Network;
import io.aligspark.networks.Networks;
import io.aligspark.networks.Shape;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the engine is compared with in benchmarks computes the same. */
class OutOfTheBoxTest {
    private static final EngineProvider PROVIDER = EngineProvider.of("dl4j");

    @ParameterizedTest
    @ValueSource(ints = {1, 5})
    void sentencePairsOfFullLengthHaveTheLossAndGradientOfOurLayers(int samples) {
        Network network = Networks.sentencePair(Shape.of(2, 7, 6), 9, 8, MaximumOverTime.Padding.MASKED, 3);
        float[] parameters = network.parameters().initialValues(3);
        float[] targets = new float[samples];
        targets[0] = 2;
        Batch batch = new Batch(Golden.generate(21, 0, samples * 2 * 7 * 6, -1, 1), targets, samples);
        try (Engine ours = PROVIDER.create(network, new CrossEntropy());
                Engine baseline = PROVIDER.createBaseline(network, new CrossEntropy())) {
            Results expected = Results.of(ours, parameters, batch);
            Results actual = Results.of(baseline, parameters, batch);
            assertEquals(expected.lossSum, actual.lossSum, 1e-6 * expected.lossSum);
            float largest = 0;
            for (float element : expected.gradientSum) {
                largest = Math.max(largest, Math.abs(element));
            }
            assertArrayEquals(expected.gradientSum, actual.gradientSum, 1e-5f * largest);
            assertArrayEquals(expected.logits, actual.logits, 1e-5f);
        }
    }

    private record Results(double lossSum, float[] gradientSum, float[] logits) {
        static Results of(Engine engine, float[] parameters, Batch batch) {
            Engine.Model model = engine.load(parameters, new float[0]);
            float[] gradientSum = new float[parameters.length];
            double lossSum = model.lossAndGradient(batch, 1, gradientSum, new float[0]);
            return new Results(lossSum, gradientSum, model.predict(batch));
        }
    }
}
