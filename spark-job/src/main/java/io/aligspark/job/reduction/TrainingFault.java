package io.aligspark.job.reduction;

/** Training cannot go on: the numbers broke. The message names step and shard and says what to try. */
public final class TrainingFault extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** A fault with its message for the user. */
    public TrainingFault(String message) {
        super(message);
    }
}
