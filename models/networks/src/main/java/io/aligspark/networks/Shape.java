package io.aligspark.networks;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Sizes of a tensor, outermost first: {@code [features]}, {@code [channels, height, width]} for one image, {@code [time,
 * channels]} for one sequence, {@code [2, time, channels]} for a pair of them.
 *
 * @param sizes one entry per dimension, each at least 1
 */
public record Shape(List<Integer> sizes) implements Serializable {

    /** @throws IllegalArgumentException if a size is below 1 or there is none */
    public Shape {
        sizes = List.copyOf(sizes);
        if (sizes.isEmpty() || sizes.stream().anyMatch(size -> size < 1)) {
            throw new IllegalArgumentException("a shape must have sizes >= 1, but was " + sizes);
        }
    }

    /** The shape with these sizes. */
    public static Shape of(int... sizes) {
        return new Shape(Arrays.stream(sizes).boxed().toList());
    }

    /** Number of dimensions. */
    public int rank() {
        return sizes.size();
    }

    /** Size of one dimension, counted from the outermost. */
    public int size(int dimension) {
        return sizes.get(dimension);
    }

    /**
     * Number of elements.
     *
     * @throws IllegalArgumentException if they do not fit into an array
     */
    public int length() {
        long length = 1;
        for (int size : sizes) {
            length *= size;
            if (length > Integer.MAX_VALUE) {
                throw new IllegalArgumentException(
                        "a tensor must have at most " + Integer.MAX_VALUE + " elements, but was " + sizes);
            }
        }
        return (int) length;
    }

    /** Whether this is {@code [channels, height, width]}. */
    public boolean isImage() {
        return rank() == 3;
    }

    @Override
    public String toString() {
        return sizes.stream().map(String::valueOf).collect(Collectors.joining(", ", "[", "]"));
    }
}
