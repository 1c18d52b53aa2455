package io.aligspark.job.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is known of a command line before Spark starts. */
class WrongWordsTest extends CommandTest {
    @Test
    void commandsAndOptionsThatDoNotExist() {
        assertEquals(2, Alig.check(List.of("trian", "x.conf")));
        assertEquals("alig: Unmatched arguments from index 0: 'trian', 'x.conf'; did you mean train?\n", error());
        error.reset();
        assertEquals(2, Alig.check(List.of("train", "x.conf", "--overwite")));
        assertEquals("alig: Unknown option: '--overwite'; did you mean --overwrite?\n", error());
        error.reset();
        assertEquals(2, Alig.check(List.of("evaluate")));
        assertEquals("alig: Missing required parameter: 'RUN|MODEL'; see alig evaluate --help\n", error());
    }

    @Test
    void rightWordsAreNotRun() {
        assertEquals(0, Alig.check(List.of("train", "no-such.conf", "a.b=c", "--overwrite", "--overwrite")));
        assertEquals("", error());
        assertEquals("", out.toString(StandardCharsets.UTF_8));
    }

    @Test
    void theStartOfThisMachineIsMeasuredByTheScriptOnly() {
        assertEquals(2, execute("bench", "--startup", "--steps", "0"));
        assertEquals("alig: --steps must be >= 1, but was 0\n", error());
    }

    @Test
    void completionIsAScriptForBash() throws Exception {
        assertEquals(0, execute("completion"));
        Path script = Files.write(folder.resolve("completion"), out.toByteArray());
        Process bash = new ProcessBuilder(
                        "bash",
                        "-c",
                        "source \"$1\" && COMP_WORDS=(alig da) COMP_CWORD=1; _complete_alig; echo ${COMPREPLY[*]}",
                        "bash",
                        script.toString())
                .start();
        assertEquals("data", new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip());
    }

    private String error() {
        return error.toString(StandardCharsets.UTF_8);
    }
}
