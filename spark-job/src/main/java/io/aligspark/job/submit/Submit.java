package io.aligspark.job.submit;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Main class of {@code submit-scripts/alig}: prints what the script is to do, as words that each end in a NUL: {@code run} and
 * the words of a command, or {@code print} and a text.
 */
public final class Submit {
    private static final List<String> SHOWN = List.of(
            "ALIG_HOME",
            "ALIG_TERMINAL",
            "HADOOP_CONF_DIR",
            "OMP_NUM_THREADS",
            "SPARK_CONF_DIR",
            "SPARK_HOME",
            "YARN_CONF_DIR");

    private Submit() {}

    /** Exit code 2, and one line, for what the user can mend. */
    public static void main(String[] arguments) {
        PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
        try {
            words(List.of(arguments), System.getenv())
                    .forEach(word -> out.append(word).append('\0'));
        } catch (IllegalArgumentException e) {
            System.err.println("alig: " + e.getMessage());
            System.exit(2);
        }
        out.flush();
    }

    /** What is printed. */
    static List<String> words(List<String> arguments, Map<String, String> environment) {
        List<String> given = Arrays.stream(
                        environment.getOrDefault("ALIG_SUBMIT_OPTIONS", "").split("\\s+", -1))
                .filter(word -> !word.isEmpty())
                .toList();
        SubmitOptions below = SubmitOptions.parse(given);
        SubmitOptions options = SubmitOptions.parse(arguments).over(below);
        SubmitCommand command = SubmitCommand.of(options, below.others, environment);
        if (!options.dryRun) {
            return Stream.concat(Stream.of("run"), command.words().stream()).toList();
        }
        Map<String, String> shown = new TreeMap<>(environment);
        shown.keySet().retainAll(SHOWN);
        return List.of("print", ShellText.of(shown, command.words(), command.secret()));
    }
}
