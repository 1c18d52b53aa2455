package io.aligspark.job.data;

import static io.aligspark.job.data.Rules.require;

import java.io.Serializable;

/**
 * How LIBSVM rows count.
 *
 * @param firstIndex index of the first feature, 1 or 0
 */
public record LibsvmOptions(int firstIndex) implements Serializable {
    /**
     * Checks the index.
     *
     * @throws IllegalArgumentException if it is neither
     */
    public LibsvmOptions {
        require(firstIndex == 0 || firstIndex == 1, "data.libsvm.first-index", "1 or 0", firstIndex);
    }
}
