package io.aligspark.job.data;

import java.io.Serializable;
import java.util.Objects;

/**
 * Where samples lie.
 *
 * @param samples path of a file, a folder or a glob; IDX: one file; IMAGES: a folder of folders; COPY_TASK: a number of sequences
 * @param labels path of the label file of IDX, and of SNLI in three files; empty for the other formats
 */
public record DataSource(String samples, String labels) implements Serializable {
    /** Checks that nothing is null. */
    public DataSource {
        Objects.requireNonNull(samples, "samples");
        Objects.requireNonNull(labels, "labels");
    }
}
