package io.aligspark.networks;

import java.util.List;

/** The losses that have a name. */
public final class Losses {
    private static final List<Loss> ALL = List.of(new CrossEntropy());

    private Losses() {}

    /**
     * The loss of that name.
     *
     * @throws IllegalArgumentException if there is none, listing those there are
     */
    public static Loss of(String name) {
        return ALL.stream()
                .filter(loss -> loss.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("model.loss must be one of "
                        + ALL.stream().map(Loss::name).toList() + ", but was " + name));
    }
}
