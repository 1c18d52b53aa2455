package io.aligspark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The session belongs to its caller. */
class TrainerTest {
    private static final long PATIENCE = Duration.ofSeconds(20).toNanos();

    @TempDir
    Path temporary;

    @AfterAll
    static void stop() {
        Digits.stop();
    }

    private static TrainingConfig config() {
        return TrainingConfig.builder()
                .network(NetworkSpec.mlp(16))
                .epochs(3)
                .batchSize(64)
                .build();
    }

    /** What a training could leave behind. */
    private record Traces(Map<String, String> settings, int rdds, TreeSet<String> threads, String group) {
        static Traces now() {
            SparkSession spark = Digits.spark();
            JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
            TreeSet<String> threads = new TreeSet<>();
            for (Thread thread : Thread.getAllStackTraces().keySet()) {
                if (thread.getName().matches("(alig|exchange|ranks|training).*")) {
                    threads.add(thread.getName());
                }
            }
            return new Traces(
                    scala.jdk.javaapi.CollectionConverters.asJava(spark.conf().getAll()),
                    context.getPersistentRDDs().size(),
                    threads,
                    context.getLocalProperty("spark.jobGroup.id"));
        }

        static void await(Traces before) throws InterruptedException {
            long start = System.nanoTime();
            while (!now().equals(before) && System.nanoTime() - start < PATIENCE) {
                Thread.sleep(50);
            }
            assertEquals(before, now());
        }
    }

    @Test
    void aSessionIsLeftAsItWasFoundHoweverTrainingEnds() throws InterruptedException {
        Dataset<Row> digits = Digits.training(200);
        digits.count();
        Traces before = Traces.now();
        new Trainer(Digits.spark(), config()).train(digits);
        Traces.await(before);

        Trainer cancelled = new Trainer(Digits.spark(), config());
        cancelled.listener(new TrainingListener() {
            @Override
            public void step(long step, long steps, double loss) {
                if (step == 5) {
                    cancelled.cancel();
                }
            }
        });
        assertEquals(
                "training was cancelled after step 5",
                assertThrows(CancellationException.class, () -> cancelled.train(digits))
                        .getMessage());
        Traces.await(before);

        TrainingListener failing = new TrainingListener() {
            @Override
            public void epoch(EpochResult result) {
                throw new IllegalStateException("enough");
            }
        };
        Trainer stopped = new Trainer(Digits.spark(), config()).listener(failing);
        assertEquals(
                "enough",
                assertThrows(IllegalStateException.class, () -> stopped.train(digits))
                        .getMessage());
        Traces.await(before);
    }

    @Test
    void severalTrainAtATimeWithTheBitsThatTheyHaveAlone() throws Exception {
        Dataset<Row> digits = Digits.training(200);
        List<String> alone = new ArrayList<>();
        for (int seed = 1; seed <= 3; seed++) {
            alone.add(train(digits, seed));
        }
        ExecutorService threads = Executors.newFixedThreadPool(3);
        try {
            List<Future<String>> together = new ArrayList<>();
            for (int seed = 1; seed <= 3; seed++) {
                int number = seed;
                together.add(threads.submit(() -> train(digits, number)));
            }
            for (int i = 0; i < 3; i++) {
                assertEquals(alone.get(i), together.get(i).get());
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private static String train(Dataset<Row> digits, int seed) {
        TrainingConfig seeded = config().toBuilder().seed(seed).build();
        return new Trainer(Digits.spark(), seeded).train(digits).sha256();
    }

    @Test
    void aFolderIsARunAsTheCommandLineLeavesIt() {
        String folder = temporary.resolve("run").toString();
        Dataset<Row> digits = Digits.training(200);
        TrainedModel model =
                new Trainer(Digits.spark(), config()).folder(folder, false).train(digits);
        for (String name : List.of("config.conf", "metrics.jsonl", "report.html", "checkpoints", "model")) {
            assertTrue(Files.exists(temporary.resolve("run").resolve(name)), name);
        }
        assertTrue(Files.notExists(temporary.resolve("run").resolve("run.lock")));
        TrainedModel loaded = TrainedModel.load(Digits.spark(), folder);
        assertEquals(model.sha256(), loaded.sha256());
        assertEquals(
                model.transform(digits).collectAsList(),
                loaded.transform(digits).collectAsList());
        Trainer again = new Trainer(Digits.spark(), config()).folder(folder, false);
        assertTrue(
                assertThrows(IllegalArgumentException.class, () -> again.train(digits))
                        .getMessage()
                        .contains("exists"),
                "a run is not replaced unasked");
    }

    @Test
    void mistakesNameKeyAndNearestKey() {
        assertEquals(
                "TrainingConfig: unknown key train.epoch; did you mean train.epochs?",
                assertThrows(
                                IllegalArgumentException.class,
                                () -> TrainingConfig.builder()
                                        .set("train.epoch", 3)
                                        .build())
                        .getMessage());
        Dataset<Row> digits = Digits.training(50);
        Trainer trainer =
                new Trainer(Digits.spark(), config().toBuilder().classes(5).build());
        String message = assertThrows(IllegalArgumentException.class, () -> trainer.train(digits))
                .getMessage();
        assertTrue(message.contains("the label must be an integer from 0 to 4 (data.classes"), message);
        assertEquals(1, message.lines().count());
    }
}
