package io.aligspark.job.exchange;

/** An attempt of a run has ended: the message names the rank, its host and the cause. */
public final class ExchangeException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final int slots;

    /** An attempt's end, for people. */
    public ExchangeException(String message) {
        this(message, (Throwable) null);
    }

    /** An attempt's end, for people, and what led to it. */
    public ExchangeException(String message, Throwable cause) {
        super(message, cause);
        slots = Integer.MAX_VALUE;
    }

    /** There are only so many task slots. */
    public ExchangeException(String message, int slots) {
        super(message);
        this.slots = slots;
    }

    /** How many ranks another attempt may have at most, as far as this one has shown. */
    public int slots() {
        return slots;
    }
}
