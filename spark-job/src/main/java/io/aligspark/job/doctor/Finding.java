package io.aligspark.job.doctor;

import java.util.Locale;

/**
 * What a check says.
 *
 * @param what was found, one line
 * @param remedy empty if all is well
 */
public record Finding(Level level, String what, String remedy) {
    /** How bad it is. */
    public enum Level {
        /** All is well. */
        OK,
        /** A run would work, but slower, or not as it may be meant. */
        WARNING,
        /** A run would fail. */
        ERROR
    }

    static Finding ok(String what) {
        return new Finding(Level.OK, what, "");
    }

    static Finding warning(String what, String remedy) {
        return new Finding(Level.WARNING, what, remedy);
    }

    static Finding error(String what, String remedy) {
        return new Finding(Level.ERROR, what, remedy);
    }

    /** For people: {@code warning  what: remedy}. */
    public String line() {
        String text = remedy.isEmpty() ? what : what + ": " + remedy;
        return String.format("%-8s %s", level.name().toLowerCase(Locale.ROOT), text.replaceAll("\\s*\\R\\s*", " "));
    }
}
