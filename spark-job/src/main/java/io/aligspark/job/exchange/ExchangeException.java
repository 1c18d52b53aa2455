package io.aligspark.job.exchange;

/** An attempt of a run has ended: the message names the rank, its host and the cause. */
public final class ExchangeException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** An attempt's end, for people. */
    public ExchangeException(String message) {
        super(message);
    }

    /** An attempt's end, for people, and what led to it. */
    public ExchangeException(String message, Throwable cause) {
        super(message, cause);
    }
}
