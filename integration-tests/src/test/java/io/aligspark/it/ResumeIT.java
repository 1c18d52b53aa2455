package io.aligspark.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.aligspark.it.Command.Output;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nothing is lost when the driver is killed, and finished runs can go on. */
class ResumeIT {
    private static final int STEPS_PER_EPOCH = 27;

    @TempDir
    Path folder;

    private final WarmDriver driver = WarmDriver.of(SparkHome.SPARK_42);

    @Test
    void aKilledRunEndsWithTheWeightsOfAnUndisturbedOne() throws IOException {
        String undisturbed = driver.alig(train("undisturbed", 6)).sha256();

        // The fourth row is printed once its checkpoint is written; some steps of the fifth epoch may be lost.
        Output killed = Command.alig(folder, train("killed", 6)).runUntil(line -> line.startsWith("      4 "));
        assertNotEquals(0, killed.exitCode());
        assertTrue(!killed.out().contains("weights sha256"), killed.out());

        Output resumed =
                Command.alig(folder, "train", "--resume", "runs/killed").run();
        assertTrue(resumed.out().contains("resuming after epoch"), resumed.out());
        assertEquals(undisturbed, resumed.sha256());
        assertEquals(LongStream.rangeClosed(1, 6 * STEPS_PER_EPOCH).boxed().toList(), recordedSteps("killed"));

        Output again = driver.alig("train", "--resume", run("killed"));
        assertEquals(2, again.exitCode());
        assertEquals(
                "alig: the run has finished its 6 epochs: give a larger number with train.epochs=... to continue it\n",
                again.error());
    }

    @Test
    void aFinishedRunContinuesForMoreEpochs() throws IOException {
        String atOnce = driver.alig(train("at-once", 5)).sha256();
        driver.alig(train("in-parts", 3));
        Output rest = driver.alig("train", "--resume", run("in-parts"), "train.epochs=5");
        assertEquals(atOnce, rest.sha256());
        assertTrue(Files.readString(folder.resolve("runs/in-parts/config.conf")).contains("train.epochs = 5\n"));
        assertEquals(LongStream.rangeClosed(1, 5 * STEPS_PER_EPOCH).boxed().toList(), recordedSteps("in-parts"));

        Output evaluated = driver.alig("evaluate", run("in-parts") + "/model");
        assertEquals(rest.percentage("test accuracy"), evaluated.percentage("accuracy"));
        assertEquals(atOnce, evaluated.sha256());
    }

    private String run(String name) {
        return folder.resolve("runs").resolve(name).toString();
    }

    private List<Long> recordedSteps(String run) throws IOException {
        List<Long> steps = new ArrayList<>();
        for (String line :
                Files.readAllLines(folder.resolve("runs").resolve(run).resolve("metrics.jsonl"))) {
            JsonNode json = new ObjectMapper().readTree(line);
            if (json.get("type").asText().equals("step")) {
                steps.add(json.get("step").asLong());
            }
        }
        return steps;
    }

    private String[] train(String run, int epochs) {
        return new String[] {
            "train",
            Command.HOME + "/conf/quickstart.conf",
            "--master",
            "local[2]",
            "output.dir=" + folder.resolve("runs"),
            "output.run=" + run,
            "train.epochs=" + epochs,
            "train.batch-size=128"
        };
    }
}
