package io.aligspark.job.exchange;

import io.aligspark.optimizer.ChunkedSums;
import java.io.Serializable;

/**
 * Which rank owns which elements of a vector: consecutive slices of whole chunks ({@link ChunkedSums#CHUNK} elements, the
 * last one of the vector may be shorter). Slices differ by one chunk at most, and are empty where there are more ranks
 * than chunks.
 *
 * @param elements p, at least 0
 * @param ranks number of ranks N, at least 1
 */
public record Slices(int elements, int ranks) implements Serializable {

    /** First element of a rank's slice. */
    public int from(int rank) {
        long chunks = Math.floorDiv(elements - 1, ChunkedSums.CHUNK) + 1L;
        return (int) Math.min(elements, rank * chunks / ranks * ChunkedSums.CHUNK);
    }

    /** End of a rank's slice. */
    public int to(int rank) {
        return from(rank + 1);
    }

    /** Number of elements of a rank's slice. */
    public int length(int rank) {
        return to(rank) - from(rank);
    }
}
