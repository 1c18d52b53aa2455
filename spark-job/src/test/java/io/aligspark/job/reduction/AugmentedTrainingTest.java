package io.aligspark.job.reduction;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.aligspark.job.data.Augmentation;
import io.aligspark.job.data.BadRecordPolicy;
import io.aligspark.job.data.BadRecordPolicy.OnBadRecord;
import io.aligspark.job.data.DataConfig;
import io.aligspark.job.data.DataFormat;
import io.aligspark.job.data.DataSource;
import io.aligspark.job.data.SampleSet;
import io.aligspark.job.data.Validation;
import io.aligspark.job.data.reading.SampleReader;
import io.aligspark.job.shards.BatchSchedule;
import io.aligspark.job.shards.PackedSamples;
import io.aligspark.job.shards.ShardBlock;
import io.aligspark.networks.CrossEntropy;
import io.aligspark.networks.Network;
import io.aligspark.networks.Networks;
import io.aligspark.networks.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Random changes of training images depend on (seed, epoch, sample) alone, and other images have none. */
class AugmentedTrainingTest {
    private static final int RECORDS = 60;
    private static final Network NETWORK = Networks.mlp(Shape.of(3, 32, 32), List.of(8), 10);
    private static final Augmentation CIFAR = new Augmentation(4, Augmentation.Crop.CENTRE, true);

    @TempDir
    private static Path folder;

    private static SparkSession session;

    @BeforeAll
    static void start() throws IOException {
        session = SparkSession.builder()
                .master("local[2]")
                .config("spark.ui.enabled", false)
                .config("spark.driver.bindAddress", "127.0.0.1")
                .config("spark.driver.host", "localhost")
                .getOrCreate();
        byte[] records = new byte[RECORDS * 3073];
        new Random(1).nextBytes(records);
        for (int i = 0; i < RECORDS; i++) {
            records[i * 3073] = (byte) (i % 10);
        }
        Files.write(folder.resolve("data_batch_1.bin"), records);
    }

    @AfterAll
    static void stop() {
        session.stop();
    }

    private static SampleSet read(Augmentation augmentation) {
        DataConfig config = new DataConfig(
                DataFormat.CIFAR,
                folder.toString(),
                new DataSource("data_batch_*.bin", ""),
                null,
                new Validation(0, 0),
                10,
                List.of(),
                List.of(3, 32, 32),
                1 / 255.0,
                List.of(0.5),
                List.of(0.25),
                null,
                null,
                null,
                null,
                null,
                augmentation,
                new BadRecordPolicy(OnBadRecord.STOP, 0));
        return SampleReader.read(session, config, config.train());
    }

    private static PackedSamples.Training pack(SampleSet set, int slots) {
        return PackedSamples.training(set, new Validation(0.2, 0), 20, 7, 3, false, slots);
    }

    private static ShardComputation computation(SampleSet set, BatchSchedule schedule) {
        return new ShardComputation("dl4j", NETWORK, new CrossEntropy(), set.decoder(), schedule);
    }

    private static BatchMean mean(SampleSet set, int slots, long step) {
        PackedSamples.Training training = pack(set, slots);
        JavaSparkContext context = JavaSparkContext.fromSparkContext(session.sparkContext());
        try (Reduction reduction =
                new DriverReduction(context, training.shards(), computation(set, training.schedule()))) {
            return reduction.mean(step, NETWORK.parameters().initialValues(1), new float[0]);
        }
    }

    @Test
    void bitsDoNotDependOnTasksOrSplits() {
        SampleSet set = read(CIFAR);
        SampleSet shuffled = new SampleSet(
                set.samples().repartition(7).sortBy(sample -> Arrays.hashCode(sample.features()), false, 5),
                set.decoder());
        // Of the second epoch, without the first one: as after a resume.
        BatchMean expected = mean(set, 1, 5);
        for (BatchMean actual : List.of(mean(set, 3, 5), mean(shuffled, 2, 5))) {
            assertEquals(expected.lossMean(), actual.lossMean(), 0);
            assertArrayEquals(expected.gradientMean(), actual.gradientMean());
        }
    }

    @Test
    void trainingImagesChangeInEveryEpochAndThoseForEvaluationNever() {
        SampleSet plain = read(Augmentation.NONE);
        SampleSet augmented = read(CIFAR);
        PackedSamples.Training training = pack(plain, 2);
        ShardComputation without = computation(plain, training.schedule());
        ShardComputation with = computation(augmented, training.schedule());
        ShardBlock block = training.shards().of(1).collect().get(0);
        int[] all = IntStream.range(0, block.size()).toArray();
        float[] inputs = without.decode(block, all).inputs();
        assertArrayEquals(inputs, without.decode(block, all, 1).inputs(), "no augmentation, no change");
        assertArrayEquals(inputs, with.decode(block, all).inputs(), "evaluation");
        float[] first = with.decode(block, all, 1).inputs();
        assertFalse(Arrays.equals(inputs, first));
        assertArrayEquals(first, with.decode(block, all, 1).inputs());
        assertFalse(Arrays.equals(first, with.decode(block, all, 2).inputs()));

        JavaSparkContext context = JavaSparkContext.fromSparkContext(session.sparkContext());
        float[] parameters = NETWORK.parameters().initialValues(1);
        assertEquals(
                Evaluation.of(context, training.validation(), without, 1, parameters, new float[0]),
                Evaluation.of(context, training.validation(), with, 1, parameters, new float[0]));
    }
}
