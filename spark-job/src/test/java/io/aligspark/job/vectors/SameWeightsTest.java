package io.aligspark.job.vectors;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.aligspark.job.data.Augmentation;
import io.aligspark.job.data.BadRecordPolicy;
import io.aligspark.job.data.CsvOptions;
import io.aligspark.job.data.DataConfig;
import io.aligspark.job.data.DataFormat;
import io.aligspark.job.data.DataSource;
import io.aligspark.job.data.SampleSet;
import io.aligspark.job.data.Validation;
import io.aligspark.job.data.reading.SampleReader;
import io.aligspark.job.exchange.ExchangeOptions;
import io.aligspark.job.reduction.BatchLoss;
import io.aligspark.job.reduction.DriverReduction;
import io.aligspark.job.reduction.ShardComputation;
import io.aligspark.job.shards.PackedSamples;
import io.aligspark.job.storage.TrainingState;
import io.aligspark.networks.CrossEntropy;
import io.aligspark.networks.Network;
import io.aligspark.networks.Networks;
import io.aligspark.networks.Precision;
import io.aligspark.networks.Shape;
import io.aligspark.optimizer.Alig;
import io.aligspark.optimizer.Decision;
import io.aligspark.optimizer.L2Ball;
import io.aligspark.optimizer.MomentumKind;
import io.aligspark.optimizer.Observation;
import io.aligspark.optimizer.Optimizer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Whoever holds the vectors, a run has the same bits: losses, decisions, parameters, statistics and optimizer state. With a
 * 16-bit exchange these are others, but the same for any number of ranks.
 */
class SameWeightsTest {
    private static final Network MLP = Networks.mlp(Shape.of(64), List.of(96), 10);
    private static final Network WIDE = Networks.wideResNet(Shape.of(1, 8, 8), 10, 1, 0.3, 10);
    private static final Optimizer OPTIMIZER = new Alig(0.1, 0.9, MomentumKind.STANDARD, 1e-5, 0);
    private static final ExchangeOptions OPTIONS = new ExchangeOptions(Duration.ofSeconds(60), 0, 0, false);

    private static SparkSession session;

    @BeforeAll
    static void start() {
        session = SparkSession.builder()
                .master("local[4]")
                .config("spark.ui.enabled", false)
                .config("spark.driver.bindAddress", "127.0.0.1")
                .config("spark.driver.host", "localhost")
                .getOrCreate();
    }

    @AfterAll
    static void stop() {
        session.stop();
    }

    private static JavaSparkContext context() {
        return JavaSparkContext.fromSparkContext(session.sparkContext());
    }

    /** What a run has shown and left behind. */
    private record Run(List<Double> losses, List<Double> stepSizes, TrainingState state) {}

    @ParameterizedTest
    @CsvSource({"mlp,3,true", "wide,2,false"})
    void driverAndPeersGiveTheSameBits(String name, int ranks, boolean reshuffle) {
        compareReductions(name, ranks, reshuffle);
    }

    @ParameterizedTest
    @CsvSource({
        "mlp,1,false",
        "mlp,2,false",
        "mlp,4,false",
        "wide,1,false",
        "wide,2,true",
        "wide,3,false",
        "wide,4,false"
    })
    @Tag("exhaustive")
    void soTheyDoWithAnyNumberOfRanks(String name, int ranks, boolean reshuffle) {
        compareReductions(name, ranks, reshuffle);
    }

    private static void compareReductions(String name, int ranks, boolean reshuffle) {
        Network network = name.equals("mlp") ? MLP : WIDE;
        assertSame(
                train(network, ranks, true, Precision.FP32, reshuffle),
                train(network, ranks, false, Precision.FP32, reshuffle));
    }

    @Test
    void anyNumberOfPeersGivesTheSameBitsInSixteenBits() {
        compareRanksInSixteenBits(MLP);
    }

    @Test
    @Tag("exhaustive")
    void alsoWithBatchNormAndDropout() {
        compareRanksInSixteenBits(WIDE);
    }

    private static void compareRanksInSixteenBits(Network network) {
        Run one = train(network, 1, true, Precision.BF16, false);
        for (int ranks = 2; ranks <= 4; ranks++) {
            assertSame(one, train(network, ranks, true, Precision.BF16, false));
        }
        Run exact = train(network, 2, true, Precision.FP32, false);
        assertFalse(Arrays.equals(exact.state.parameters(), one.state.parameters()), "nothing was rounded");
        for (int i = 0; i < exact.losses.size(); i++) {
            assertEquals(exact.losses.get(i), one.losses.get(i), 0.02 * exact.losses.get(i), "loss " + i);
        }
    }

    private static void assertSame(Run expected, Run actual) {
        assertEquals(expected.losses, actual.losses);
        assertEquals(expected.stepSizes, actual.stepSizes);
        assertArrayEquals(expected.state.parameters(), actual.state.parameters());
        assertArrayEquals(expected.state.buffers(), actual.state.buffers());
        assertArrayEquals(
                expected.state.optimizerState().get(0),
                actual.state.optimizerState().get(0));
        assertEquals(expected.state.step(), actual.state.step());
    }

    private static Run train(Network network, int ranks, boolean peer, Precision precision, boolean reshuffle) {
        // Some shards have no samples in an epoch's last step: 3823 = 38 * 100 + 23 and 8 shards of 13.
        SampleSet samples =
                SampleReader.read(session, data(network), data(network).train());
        PackedSamples.Training packed =
                PackedSamples.training(samples, new Validation(0, 0), 100, 13, 7, reshuffle, ranks);
        assertEquals(ranks, packed.shards().tasks());
        ShardComputation computation =
                new ShardComputation("dl4j", network, new CrossEntropy(), samples.decoder(), packed.schedule());
        float[] initial = network.parameters().initialValues(1);
        double norm = 0;
        for (float value : initial) {
            norm += value * value;
        }
        L2Ball ball = new L2Ball(0.9 * Math.sqrt(norm));
        try (Vectors vectors = peer
                ? new PeerVectors(
                        context(),
                        packed.shards(),
                        computation,
                        OPTIMIZER,
                        ball,
                        OPTIONS,
                        precision,
                        initialState(network))
                : new DriverVectors(
                        new DriverReduction(context(), packed.shards(), computation),
                        OPTIMIZER,
                        ball,
                        initialState(network))) {
            return train(vectors, packed);
        }
    }

    private static TrainingState initialState(Network network) {
        float[] parameters = network.parameters().initialValues(1);
        return new TrainingState(
                0,
                parameters,
                network.buffers().initialValues(1),
                List.of(new float[parameters.length]),
                new double[0]);
    }

    /** Steps with a look at the state in between, a trial of a line search, and the short last step of an epoch. */
    private static Run train(Vectors vectors, PackedSamples.Training packed) {
        List<Double> losses = new ArrayList<>();
        List<Double> stepSizes = new ArrayList<>();
        vectors.project();
        int last = packed.schedule().stepsPerEpoch();
        for (long step : new long[] {1, 2, 3, last, last + 1}) {
            BatchLoss batch = vectors.computeGradient(step);
            losses.add(batch.lossMean());
            Decision decision = OPTIMIZER.decide(new Observation(
                    packed.schedule().position(step),
                    batch.lossMean(),
                    vectors.measure(step),
                    new double[0],
                    stepSize -> Double.NaN));
            stepSizes.add(decision.stepSize());
            if (step == 2 || step == last) {
                losses.add(vectors.trialLoss(step, 0.01));
                losses.add(vectors.trialLoss(step, 0.02));
            }
            vectors.apply(decision);
            vectors.project();
            vectors.moveRunningStatistics();
            if (step == 3 || step == last) {
                assertEquals(step, vectors.state().step());
            }
        }
        return new Run(losses, stepSizes, vectors.state());
    }

    private static DataConfig data(Network network) {
        return new DataConfig(
                DataFormat.CSV,
                "../conf/data/optdigits",
                new DataSource("optdigits.tra.gz", ""),
                null,
                new Validation(0, 0),
                10,
                List.of(),
                network.equals(MLP) ? List.of(64) : List.of(1, 8, 8),
                0.0625,
                List.of(0.0),
                List.of(1.0),
                new CsvOptions(',', false, "last"),
                null,
                null,
                null,
                null,
                Augmentation.NONE,
                new BadRecordPolicy(BadRecordPolicy.OnBadRecord.STOP, 0));
    }
}
