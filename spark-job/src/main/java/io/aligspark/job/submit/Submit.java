package io.aligspark.job.submit;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What {@code submit-scripts/alig} is to do, as words: {@code run} and the words of a command, or {@code print} and a text.
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

    /** The words of the application: those that spark-submit does not need. */
    public static List<String> ofApplication(List<String> arguments) {
        return List.copyOf(SubmitOptions.parse(arguments).others);
    }

    /**
     * What to do.
     *
     * @throws IllegalArgumentException for what the user can mend
     */
    public static List<String> words(List<String> arguments, Map<String, String> environment) {
        List<String> given = Arrays.stream(
                        environment.getOrDefault("ALIG_SUBMIT_OPTIONS", "").split("\\s+", -1))
                .filter(word -> !word.isEmpty())
                .toList();
        SubmitOptions below = SubmitOptions.parse(given);
        SubmitOptions options = SubmitOptions.parse(arguments).over(below);
        SubmitCommand command = SubmitCommand.of(options, below.others, environment);
        if (options.dryRun.length == 0) {
            return Stream.concat(Stream.of("run"), command.words().stream()).toList();
        }
        Map<String, String> shown = new TreeMap<>(environment);
        shown.keySet().retainAll(SHOWN);
        return List.of("print", ShellText.of(shown, command.words(), command.secret()));
    }
}
