package io.aligspark.job.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Runs a command in this process, on the Spark that runs in it, for tests of other packages. */
public final class AligCommand {
    private AligCommand() {}

    /**
     * Runs it, with an empty configuration.
     *
     * @return what it printed
     */
    public static String run(Path config, String command, String... overrides) {
        try {
            Files.writeString(config, "");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        List<String> words = new ArrayList<>(List.of(command, config.toString()));
        words.addAll(List.of(overrides));
        PrintStream before = System.out;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try {
            int code = Alig.execute(words.toArray(String[]::new));
            if (code != 0) {
                throw new AssertionError("exit code " + code + ": " + printed.toString(StandardCharsets.UTF_8));
            }
        } finally {
            System.setOut(before);
        }
        return printed.toString(StandardCharsets.UTF_8);
    }
}
