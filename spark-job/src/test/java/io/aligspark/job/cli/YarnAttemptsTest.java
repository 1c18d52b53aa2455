package io.aligspark.job.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The driver as YARN's application master starts it: again and again, with the same words. */
class YarnAttemptsTest extends CommandTest {
    private static final String APPLICATION = "spark.yarn.app.id";

    private Path preset;

    @BeforeEach
    void prepare() throws IOException {
        Path rows = Files.writeString(folder.resolve("rows.csv"), "0,1,0\n1,0,1\n".repeat(20));
        preset = Files.writeString(folder.resolve("preset.conf"), """
                model { name = mlp, hidden = [4] }
                data { train.samples = "%s", shape = [2], classes = 2 }
                train { epochs = 2, batch-size = 8, shard-size = 4 }
                output { dir = "%s", run = one }
                """.formatted(rows, folder.resolve("runs")));
        System.setProperty(APPLICATION, "application_1_0001");
    }

    @AfterEach
    void leave() {
        System.clearProperty(APPLICATION);
    }

    private int train(String... options) {
        String[] words = {"train", preset.toString(), "--master", "local[2]", "--conf", "spark.ui.enabled=false"};
        String[] all = java.util.Arrays.copyOf(words, words.length + options.length);
        System.arraycopy(options, 0, all, words.length, options.length);
        return execute(all);
    }

    @Test
    void anotherAttemptOfTheApplicationContinuesItsRunAgainAndAgain() throws IOException {
        assertEquals(0, train("--overwrite"), error::toString);
        String sha256 = sha256();
        for (int attempt = 2; attempt <= 3; attempt++) {
            // As if it had died before it wrote this.
            Files.delete(folder.resolve("runs/one/model/config.conf"));
            assertEquals(0, train("--overwrite"), error::toString);
            assertTrue(out.toString(StandardCharsets.UTF_8).contains("resuming after epoch 2"), out::toString);
            assertEquals(sha256, sha256());
        }
    }

    @Test
    void anotherApplicationIsToldThatTheRunExists() {
        assertEquals(0, train(), error::toString);
        System.setProperty(APPLICATION, "application_1_0002");
        assertEquals(2, train());
        assertTrue(
                error.toString(StandardCharsets.UTF_8).contains("one exists: continue its run with"), error::toString);
        assertEquals(0, train("--overwrite"), error::toString);
        assertTrue(!out.toString(StandardCharsets.UTF_8).contains("resuming"), out::toString);
    }

    @Test
    void theApplicationMasterIsTheOneToEndTheProcess() {
        Alig.main(new String[] {"config", preset.toString()});
        IllegalStateException failure = assertThrows(
                IllegalStateException.class, () -> Alig.main(new String[] {"config", folder + "/none.conf"}));
        assertEquals(
                "exit code 2: the configuration " + folder + "/none.conf does not exist; presets lie in conf/",
                failure.getMessage());
    }

    private String sha256() {
        return out.toString(StandardCharsets.UTF_8)
                .lines()
                .filter(line -> line.startsWith("weights sha256"))
                .findFirst()
                .orElseThrow();
    }
}
