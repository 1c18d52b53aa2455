package io.aligspark.job.reduction;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aligspark.job.data.Augmentation;
import io.aligspark.job.data.BadRecordPolicy;
import io.aligspark.job.data.CsvOptions;
import io.aligspark.job.data.DataConfig;
import io.aligspark.job.data.DataFormat;
import io.aligspark.job.data.DataSource;
import io.aligspark.job.data.SampleSet;
import io.aligspark.job.data.Validation;
import io.aligspark.job.data.reading.SampleReader;
import io.aligspark.job.shards.BatchSchedule;
import io.aligspark.job.shards.EpochShards;
import io.aligspark.job.shards.PackedSamples;
import io.aligspark.job.shards.ShardBlock;
import io.aligspark.networks.CrossEntropy;
import io.aligspark.networks.Device;
import io.aligspark.networks.Network;
import io.aligspark.networks.Networks;
import io.aligspark.networks.Precision;
import io.aligspark.networks.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Packing, reduction and evaluation give the same bits for any number of tasks and any partitioning of the input. */
class SameBitsTest {
    private static final int BATCH = 100;
    private static final int SHARD = 13;

    private static final Network NETWORK = Networks.mlp(Shape.of(64), List.of(16), 10);
    private static final DataConfig DATA = new DataConfig(
            DataFormat.CSV,
            "../conf/data/optdigits",
            new DataSource("optdigits.tra.gz", ""),
            null,
            new Validation(0.1, 0),
            10,
            List.of(),
            List.of(64),
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

    private static SparkSession session;
    private static SampleSet digits;

    @BeforeAll
    static void start() {
        session = SparkSession.builder()
                .master("local[2]")
                .config("spark.ui.enabled", false)
                .config("spark.driver.bindAddress", "127.0.0.1")
                .config("spark.driver.host", "localhost")
                .getOrCreate();
        digits = SampleReader.read(session, DATA, DATA.train());
    }

    @AfterAll
    static void stop() {
        session.stop();
    }

    private static PackedSamples.Training pack(SampleSet set, int slots) {
        return pack(set, false, slots);
    }

    private static PackedSamples.Training pack(SampleSet set, boolean reshuffle, int slots) {
        return PackedSamples.training(set, DATA.validation(), BATCH, SHARD, 7, reshuffle, slots);
    }

    private static ShardComputation computation(BatchSchedule schedule) {
        return new ShardComputation("dl4j", NETWORK, new CrossEntropy(), digits.decoder(), schedule);
    }

    private static JavaSparkContext context() {
        return JavaSparkContext.fromSparkContext(session.sparkContext());
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 4, 8, 20})
    void anyNumberOfTasksGivesTheSameMeanAndEvaluation(int slots) {
        float[] parameters = NETWORK.parameters().initialValues(1);
        PackedSamples.Training one = pack(digits, 1);
        PackedSamples.Training many = pack(digits, slots);
        assertEquals(1, one.shards().tasks());
        assertEquals(Math.min(slots, one.schedule().shards()), many.shards().tasks());
        try (Reduction alone = new DriverReduction(context(), one.shards(), computation(one.schedule()));
                Reduction together = new DriverReduction(context(), many.shards(), computation(many.schedule()))) {
            // The first step, and the short last one of the epoch.
            for (long step : new long[] {1, one.schedule().stepsPerEpoch()}) {
                BatchMean expected = alone.mean(step, parameters, new float[0]);
                BatchMean actual = together.mean(step, parameters, new float[0]);
                assertEquals(one.schedule().batchSizeAt(step), actual.samples());
                assertEquals(expected.lossMean(), actual.lossMean(), 0);
                assertArrayEquals(expected.gradientMean(), actual.gradientMean());
                assertEquals(expected.lossMean(), together.lossMean(step, parameters, new float[0]), 0);
            }
        }
        assertEquals(
                Evaluation.of(context(), one.validation(), computation(one.schedule()), 2, parameters, new float[0]),
                Evaluation.of(context(), many.validation(), computation(many.schedule()), 2, parameters, new float[0]));
    }

    /** In two epochs, which shuffle them differently, and with any number of tasks. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void theLossOfASampleIsFoundUnderItsPlace(boolean reshuffle) {
        float[] parameters = NETWORK.parameters().initialValues(1);
        PackedSamples.Training one = pack(digits, reshuffle, 1);
        PackedSamples.Training three = pack(digits, reshuffle, 3);
        BatchSchedule schedule = one.schedule();
        int steps = schedule.stepsPerEpoch();
        float[][] losses = new float[2][schedule.samples()];
        try (Reduction alone = new DriverReduction(context(), one.shards(), withSampleLosses(schedule));
                Reduction together = new DriverReduction(context(), three.shards(), withSampleLosses(schedule))) {
            for (long step = 1; step <= 2L * steps; step++) {
                BatchMean mean = (step <= steps ? alone : together).mean(step, parameters, new float[0]);
                int[] places = mean.sampleLosses().places();
                float[] sampleLosses = mean.sampleLosses().losses();
                assertEquals(schedule.batchSizeAt(step), places.length);
                assertEquals(schedule.batchSizeAt(step), sampleLosses.length);
                double sum = 0;
                for (int i = 0; i < places.length; i++) {
                    losses[schedule.epoch(step) - 1][places[i]] = sampleLosses[i];
                    sum += sampleLosses[i];
                }
                assertEquals(mean.lossMean(), sum / places.length, 1e-6);
            }
            SampleLosses expected = alone.mean(2, parameters, new float[0]).sampleLosses();
            SampleLosses actual = together.mean(2, parameters, new float[0]).sampleLosses();
            assertArrayEquals(expected.places(), actual.places());
            assertArrayEquals(expected.losses(), actual.losses());
        }
        assertArrayEquals(losses[0], losses[1], 1e-5f);
        assertTrue(Math.abs(losses[0][1] - losses[0][0]) > 1e-4, "losses differ, or an order would not show");
    }

    private static ShardComputation withSampleLosses(BatchSchedule schedule) {
        return new ShardComputation(
                "dl4j",
                Device.Choice.CPU,
                Precision.FP32,
                NETWORK,
                new CrossEntropy(),
                digits.decoder(),
                schedule,
                true);
    }

    @Test
    void partitioningOfTheInputDoesNotMatter() {
        SampleSet shuffled = new SampleSet(
                digits.samples().repartition(5).sortBy(sample -> Arrays.hashCode(sample.features()), false, 3),
                digits.decoder());
        List<ShardBlock> expected = blocks(pack(digits, 2));
        List<ShardBlock> actual = blocks(pack(shuffled, 3));
        assertSameBlocks(expected, actual);
    }

    @Test
    void reshuffledEpochsDealOutAllSamplesAnew() {
        PackedSamples.Training training = pack(digits, true, 1);
        // The second epoch without the first, as after a resume.
        List<ShardBlock> resumed = pack(digits, true, 3).shards().of(2).collect();
        int[] shardOf = new int[training.schedule().samples()];
        int moved = 0;
        for (int epoch = 1; epoch <= 2; epoch++) {
            Set<Integer> places = new HashSet<>();
            for (ShardBlock block : training.shards().of(epoch).collect()) {
                assertEquals(training.schedule().shardSamples(block.index()), block.size());
                for (int place : block.places()) {
                    places.add(place);
                    moved += shardOf[place] == block.index() ? 0 : 1;
                    shardOf[place] = block.index();
                }
            }
            assertEquals(training.schedule().samples(), places.size());
            moved = epoch == 1 ? 0 : moved;
        }
        // In 8 shards, a sample stays where it was with probability 1/8.
        assertEquals(7.0 / 8 * training.schedule().samples(), moved, 100);
        assertSameBlocks(training.shards().of(2).collect(), resumed);
    }

    @Test
    void theShardsOfOneEpochAreInMemoryAtATime() {
        EpochShards shards = pack(digits, true, 2).shards();
        int first = shards.of(1).id();
        assertEquals(first, shards.of(1).id());
        assertTrue(context().getPersistentRDDs().containsKey(first));
        int second = shards.of(2).id();
        assertFalse(context().getPersistentRDDs().containsKey(first));
        assertTrue(context().getPersistentRDDs().containsKey(second));
        shards.unpersist();
        assertFalse(context().getPersistentRDDs().containsKey(second));
    }

    @Test
    void validationAndShardsShareOutAllSamples() {
        PackedSamples.Training training = pack(digits, 2);
        assertEquals(382, training.validationSamples());
        assertEquals(3823 - 382, training.schedule().samples());
        Set<List<Byte>> seen = new HashSet<>();
        int samples = 0;
        List<ShardBlock> all = new ArrayList<>(training.shards().of(1).collect());
        for (ShardBlock block : all) {
            assertEquals(training.schedule().shardSamples(block.index()), block.size());
        }
        all.addAll(training.validation().collect());
        for (ShardBlock block : all) {
            for (byte[] packed : block.features()) {
                List<Byte> features = new ArrayList<>();
                for (byte value : packed) {
                    features.add(value);
                }
                seen.add(features);
                samples++;
            }
        }
        assertEquals(3823, samples);
        assertEquals(
                digits.samples()
                        .map(sample -> Arrays.hashCode(sample.features()))
                        .distinct()
                        .count(),
                seen.size());
    }

    @Test
    void aBrokenLossNamesStepAndShard() {
        PackedSamples.Training training = pack(digits, 2);
        float[] parameters = NETWORK.parameters().initialValues(1);
        Arrays.fill(parameters, Float.NaN);
        try (Reduction reduction =
                new DriverReduction(context(), training.shards(), computation(training.schedule()))) {
            String message = assertThrows(TrainingFault.class, () -> reduction.mean(36, parameters, new float[0]))
                    .getMessage();
            assertTrue(message.startsWith("training broke at step 36 (epoch 2), shard 0: the loss is NaN;"), message);
        }
    }

    private static void assertSameBlocks(List<ShardBlock> expected, List<ShardBlock> actual) {
        assertEquals(expected.size(), actual.size());
        for (int i = 0; i < expected.size(); i++) {
            assertEquals(expected.get(i).index(), actual.get(i).index());
            assertArrayEquals(expected.get(i).ids(), actual.get(i).ids());
            assertArrayEquals(expected.get(i).places(), actual.get(i).places());
            assertArrayEquals(expected.get(i).features(), actual.get(i).features());
            assertArrayEquals(expected.get(i).targets(), actual.get(i).targets());
        }
    }

    private static List<ShardBlock> blocks(PackedSamples.Training training) {
        List<ShardBlock> blocks = new ArrayList<>(training.shards().of(1).collect());
        blocks.addAll(training.validation().collect());
        return blocks;
    }
}
