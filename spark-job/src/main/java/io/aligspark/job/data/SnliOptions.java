package io.aligspark.job.data;

import java.io.Serializable;
import java.util.Objects;

/**
 * How sentences become samples.
 *
 * @param vectors path of a text file of word vectors in GloVe's format
 */
public record SnliOptions(String vectors) implements Serializable {
    /** Checks that nothing is null. */
    public SnliOptions {
        Objects.requireNonNull(vectors, "vectors");
    }
}
