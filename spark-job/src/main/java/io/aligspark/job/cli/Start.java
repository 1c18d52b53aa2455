package io.aligspark.job.cli;

import io.aligspark.job.submit.Submit;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Main class of {@code submit-scripts/alig} before Spark: prints what the script is to do, as words that each end in a NUL;
 * after a mistake, none.
 */
public final class Start {
    private Start() {}

    /** Exit code 2 for what the user can mend: commands and options that do not exist, too, before Spark takes its seconds. */
    public static void main(String[] arguments) {
        PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
        try {
            List<String> words = Submit.words(List.of(arguments), System.getenv());
            int code = Alig.check(Submit.ofApplication(List.of(arguments)));
            if (code != 0) {
                System.exit(code);
            }
            words.forEach(word -> out.append(word).append('\0'));
        } catch (IllegalArgumentException e) {
            System.err.println("alig: " + e.getMessage());
            System.exit(Alig.BAD_INPUT);
        }
        out.flush();
    }
}
