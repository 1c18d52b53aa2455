package io.aligspark.job.submit;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** A command as text that a shell reads, without secrets. */
final class ShellText {
    private static final String HIDDEN = "*********(redacted)";
    private static final Pattern PLAIN = Pattern.compile("[\\w@%+=:,./-]+");

    private ShellText() {}

    /**
     * An option a line, after the environment.
     *
     * @param secret where a setting, an environment variable or its value matches, the value is left out, as Spark does
     */
    static String of(Map<String, String> environment, List<String> words, Pattern secret) {
        StringBuilder text = new StringBuilder();
        environment.forEach((name, value) ->
                text.append(quote(hide(name + "=" + value, secret))).append(' '));
        for (String word : words) {
            boolean newLine = word.startsWith("--") || word.endsWith(".jar") || word.equals(DriverClasses.NO_RESOURCE);
            text.append(newLine ? "\\\n  " : "")
                    .append(quote(hide(word, secret)))
                    .append(' ');
        }
        return text.toString().stripTrailing();
    }

    private static String hide(String word, Pattern secret) {
        int equals = word.indexOf('=');
        return equals >= 0 && secret.matcher(word).find() ? word.substring(0, equals + 1) + HIDDEN : word;
    }

    private static String quote(String word) {
        return PLAIN.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
