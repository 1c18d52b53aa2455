package io.aligspark.job.data.tables;

import io.aligspark.job.data.DataException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Makes one line of what Spark throws when it reads a table: the file, if Spark names it, and the cause. */
final class TableFault {
    /** What is said of a file that the source does not read. */
    static final String ANOTHER_KIND =
            " is no file of data.table.source; remove it, or name the others by a glob such as" + " *.parquet";

    private static final int MAX_CAUSES = 100;
    private static final Pattern FILE = Pattern.compile("(?:reading file|footer for file:?|Malformed ORC file)\\s+"
            + "(?:(?:Located)?FileStatus\\{path=)?(\\S+?)[.;]?(?:\\s|$)");
    private static final Pattern NO_PARQUET = Pattern.compile("(\\S+) is not a Parquet file");
    private static final Pattern UNKNOWN_TYPE =
            Pattern.compile("Illegal Parquet type|Parquet type not (yet )?supported|Unrecognized Parquet type");
    private static final Pattern NO_CODEC = Pattern.compile("[Cc]lass (\\S*?)(\\w+)Codec was not found");

    private TableFault() {}

    /**
     * The fault.
     *
     * @param place of the table, for messages
     * @param failure of Spark, of any kind: its exceptions are checked, but undeclared, since they come through Scala
     */
    static DataException of(String key, String place, Throwable failure) {
        List<String> messages = messages(failure);
        String file = messages.stream()
                .flatMap(message -> find(FILE, message, 1).stream())
                .findFirst()
                .orElse(place);
        for (String message : messages) {
            Optional<String> other = find(NO_PARQUET, message, 1);
            if (other.isPresent() || message.contains("Malformed ORC file")) {
                return new DataException(
                        key + ": " + (file.equals(place) ? other.orElse(file) : file) + ANOTHER_KIND, failure);
            }
            Optional<String> codec = find(NO_CODEC, message, 2);
            if (codec.isPresent()) {
                return new DataException(
                        key + ": " + file + " is compressed by a codec that is unknown here, " + codec.get()
                                + "; write it with another one, such as zstd or snappy",
                        failure);
            }
        }
        return new DataException(key + ": " + file + " cannot be read: " + messages.get(messages.size() - 1), failure);
    }

    /** Whether Parquet files have a column of a type that Spark does not know. */
    static boolean isOfUnknownType(Throwable failure) {
        return messages(failure).stream()
                .anyMatch(message -> UNKNOWN_TYPE.matcher(message).find());
    }

    /** From the outermost to the root. */
    private static List<String> messages(Throwable failure) {
        List<String> messages = new ArrayList<>();
        Throwable cause = failure;
        for (int i = 0; i < MAX_CAUSES && cause != null; i++, cause = cause.getCause()) {
            messages.add(cause.getMessage() == null ? cause.toString() : cause.getMessage());
        }
        return messages;
    }

    private static Optional<String> find(Pattern pattern, String message, int group) {
        Matcher matcher = pattern.matcher(message);
        return matcher.find() ? Optional.of(matcher.group(group)) : Optional.empty();
    }
}
