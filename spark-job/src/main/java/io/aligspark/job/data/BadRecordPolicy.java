package io.aligspark.job.data;

import static io.aligspark.job.data.Rules.require;

import java.io.Serializable;
import java.util.Objects;
import java.util.function.BiFunction;
import java.util.function.Supplier;

/**
 * What becomes of records that cannot be used. Readers pass every record through {@link #sample}; what is wrong with a
 * whole file (missing, cut short, another format) stops the run in any case.
 *
 * @param onBadRecord stop at the first one, or go on without them
 * @param maxFraction largest share of bad ones among all records of a source, in [0, 1)
 */
public record BadRecordPolicy(OnBadRecord onBadRecord, double maxFraction) implements Serializable {

    /** As {@code data.on-bad-record} says. */
    public enum OnBadRecord {
        /** The run ends before training, with one line that names file and record. */
        STOP,
        /** The record is left out, counted and listed. */
        SKIP
    }

    /** The default. */
    static final BadRecordPolicy STOP = new BadRecordPolicy(OnBadRecord.STOP, 0.01);

    /**
     * Checks the fraction.
     *
     * @throws IllegalArgumentException if it is not in [0, 1)
     */
    public BadRecordPolicy {
        Objects.requireNonNull(onBadRecord, "data.on-bad-record");
        require(maxFraction >= 0 && maxFraction < 1, "data.max-bad-fraction", "in [0, 1)", maxFraction);
    }

    /** Whether the run goes on without bad records. */
    public boolean skips() {
        return onBadRecord == OnBadRecord.SKIP;
    }

    /**
     * A sample, or if the record is bad and to be skipped, {@link Sample#bad}. Executor.
     *
     * @param id of the sample
     * @param parse makes it of one record; throws a {@link DataException} that names file and record if that is bad
     */
    public Sample sample(long id, Supplier<Sample> parse) {
        return record(id, parse, Sample::bad);
    }

    /** The same for what is not yet a sample. */
    public <T> T record(long id, Supplier<T> parse, BiFunction<Long, String, T> bad) {
        try {
            return parse.get();
        } catch (DataException e) {
            if (!skips()) {
                throw e;
            }
            return bad.apply(id, e.getMessage());
        }
    }
}
