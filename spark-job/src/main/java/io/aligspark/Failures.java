package io.aligspark;

import io.aligspark.job.data.DataException;

/** What comes out of a job of Spark's, for callers in Java. */
final class Failures {
    private Failures() {}

    /**
     * What is wrong with a row is found on an executor, and comes back inside of what Spark throws, which is checked, but
     * undeclared, since it comes through Scala.
     */
    static RuntimeException of(Exception failure) {
        return DataException.in(failure)
                .<RuntimeException>map(data -> new IllegalArgumentException(data.getMessage(), failure))
                .orElseGet(() -> failure instanceof RuntimeException exception
                        ? exception
                        : new IllegalStateException(failure.getMessage(), failure));
    }
}
