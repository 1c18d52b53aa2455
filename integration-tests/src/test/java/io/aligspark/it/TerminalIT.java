package io.aligspark.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.aligspark.it.Command.Output;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a person sees: a terminal of some width, and a run that is stopped. */
class TerminalIT {
    private static final int EPOCHS = 6;

    @TempDir
    Path folder;

    @Test
    void aTrainingLeavesOneLineForEachEpochOnATerminalOfAnyWidth() throws IOException, InterruptedException {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/script")), "no 'script' of util-linux: no terminal to try");
        for (int columns : new int[] {60, 80, 200}) {
            String training = "stty cols " + columns + "; " + Command.HOME + "/submit-scripts/alig train "
                    + Command.HOME + "/conf/quickstart.conf --master local[1] --overwrite train.epochs=" + EPOCHS;
            Path log = folder.resolve("terminal-" + columns);
            ProcessBuilder builder = new ProcessBuilder("script", "-qec", training, log.toString())
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD);
            builder.environment().put("TERM", "xterm");
            builder.environment().put("ALIG_DRIVER_MEMORY", "1g");
            try (ProcessTree tree = ProcessTree.start(builder)) {
                assertTrue(tree.root().waitFor(3, TimeUnit.MINUTES));
                List<String> screen = screen(Files.readString(log, StandardCharsets.UTF_8), columns);
                assertOneLineForEachEpoch(screen, columns);
                assertEquals(0, tree.root().exitValue(), () -> String.join("\n", screen));
            }
        }
    }

    private static void assertOneLineForEachEpoch(List<String> screen, int columns) {
        String seen = String.join("\n", screen);
        int head = IntStream.range(0, screen.size())
                .filter(i -> screen.get(i).strip().startsWith("epoch"))
                .findFirst()
                .orElseThrow(() -> new AssertionError(seen));
        for (int epoch = 1; epoch <= EPOCHS; epoch++) {
            String line = screen.get(head + epoch);
            assertTrue(line.strip().startsWith(epoch + " ") && line.length() < columns, seen);
        }
        assertTrue(screen.get(head + EPOCHS + 1).startsWith("test accuracy"), seen);
    }

    /** The lines that a terminal shows in the end, with those that scrolled away. */
    private static List<String> screen(String written, int columns) {
        List<StringBuilder> lines = new ArrayList<>(List.of(new StringBuilder()));
        int column = 0;
        for (int i = 0; i < written.length(); i++) {
            char next = written.charAt(i);
            StringBuilder line = lines.get(lines.size() - 1);
            if (next == '\r') {
                column = 0;
            } else if (next == '\n') {
                lines.add(new StringBuilder());
                column = 0;
            } else if (written.startsWith("\033[K", i)) {
                line.setLength(Math.min(column, line.length()));
                i += 2;
            } else {
                if (column == columns) {
                    line = new StringBuilder();
                    lines.add(line);
                    column = 0;
                }
                line.append(" ".repeat(Math.max(0, column + 1 - line.length())));
                line.setCharAt(column, next);
                column++;
            }
        }
        return lines.stream().map(StringBuilder::toString).toList();
    }

    @Test
    void aRunThatIsStoppedSaysHowToGoOnAndNothingElse() {
        Command training = Command.alig(
                folder, "train", Command.HOME + "/conf/quickstart.conf", "--master", "local[1]", "train.epochs=100000");
        Output stopped = training.runWatched((line, process) -> {
            if (line.startsWith("      3 ")) {
                process.destroy();
            }
        });
        assertEquals(143, stopped.exitCode(), stopped::error);
        Path run = folder.resolve("runs/quickstart");
        assertTrue(
                stopped.error()
                        .strip()
                        .matches(
                                "alig: stopped after epoch \\d+; continue with: alig train --resume \\S*runs/quickstart"),
                stopped::error);
        assertTrue(!stopped.out().contains("warning"), stopped::out);
        assertTrue(Files.notExists(run.resolve("run.lock")), "the run is free");
        Output resumed = Command.alig(
                        folder, "train", "--resume", run.toString(), "--master", "local[1]", "train.epochs=100000")
                .runUntil(line -> line.startsWith("resuming after epoch "));
        assertTrue(resumed.out().contains("resuming after epoch "), resumed::error);
    }
}
