package io.aligspark.job.data;

import java.util.Optional;

/**
 * Something is wrong with the input data or with what the configuration says about it.
 *
 * <p>The message is one line for the user: config key, file and place, what was expected, what was found.
 */
public final class DataException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;
    private static final String MARK = DataException.class.getName() + ": ";
    private static final int MAX_CAUSES = 100;

    /**
     * An error in the data.
     *
     * @param message the whole story; line breaks become blanks
     */
    public DataException(String message) {
        super(oneLine(message));
    }

    /**
     * An error in the data that showed as another exception.
     *
     * @param message the whole story; line breaks become blanks
     * @param cause what was thrown first
     */
    public DataException(String message, Throwable cause) {
        super(oneLine(message), cause);
    }

    /**
     * Finds the data error that made a Spark job fail. Driver.
     *
     * @param failure as thrown by a Spark action
     * @return the data error at the bottom of it, with its original message, or empty if the failure is another one
     */
    public static Optional<DataException> in(Throwable failure) {
        Throwable cause = failure;
        for (int i = 0; i < MAX_CAUSES && cause != null; i++, cause = cause.getCause()) {
            if (cause instanceof DataException found) {
                return Optional.of(found);
            }
        }
        return inMessages(failure);
    }

    // Spark drops the cause where it cannot be deserialised, but always quotes it in the message.
    private static Optional<DataException> inMessages(Throwable failure) {
        Throwable cause = failure;
        for (int i = 0; i < MAX_CAUSES && cause != null; i++, cause = cause.getCause()) {
            String text = cause.getMessage() == null ? "" : cause.getMessage();
            int start = text.indexOf(MARK);
            if (start >= 0) {
                String found = text.substring(start + MARK.length())
                        .lines()
                        .findFirst()
                        .orElse("");
                return Optional.of(new DataException(found, failure));
            }
        }
        return Optional.empty();
    }

    /**
     * A piece of the user's data, fit for an error message.
     *
     * @param text anything
     * @return quoted, at most 40 characters of it
     */
    public static String quote(String text) {
        return '"' + (text.length() <= 40 ? text : text.substring(0, 37) + "...") + '"';
    }

    private static String oneLine(String message) {
        return message.replaceAll("\\s*\\R\\s*", " ");
    }
}
