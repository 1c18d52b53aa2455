package io.aligspark.networks;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.IntFunction;

/**
 * What an engine is to compute on: the user's choice, and the GPU that the cluster gave to the task. Made where the task
 * runs. Executor.
 *
 * @param gpu index among the GPUs that the process sees; empty for the CPU
 * @param required whether the CPU must not take the place of a GPU that cannot be used
 */
public record Device(OptionalInt gpu, boolean required) {
    /** The CPU. */
    public static final Device CPU = new Device(OptionalInt.empty(), false);

    /** {@code engine.device}. */
    public enum Choice {
        /** The GPU that the cluster gave to the task, if it gave one that can be used; otherwise the CPU. */
        AUTO,
        /** The CPU. */
        CPU,
        /** The GPU that the cluster gave to the task; the first of the machine if it gave none. */
        GPU
    }

    /**
     * The device of a task.
     *
     * @param assigned index of the GPU that the cluster gave to it
     */
    public static Device of(Choice choice, OptionalInt assigned) {
        return switch (choice) {
            case AUTO -> new Device(assigned, false);
            case CPU -> CPU;
            case GPU -> new Device(OptionalInt.of(assigned.orElse(0)), true);
        };
    }

    /**
     * What an engine makes of it.
     *
     * @param obstacle asked only if a GPU is wanted: why the engine cannot use that one, with the remedy; empty if it can
     * @throws IllegalArgumentException if a GPU is required and cannot be used
     */
    public Used use(IntFunction<Optional<String>> obstacle) {
        Optional<String> found = gpu.isPresent() ? obstacle.apply(gpu.getAsInt()) : Optional.empty();
        if (found.isEmpty()) {
            return new Used(gpu, List.of());
        }
        if (required) {
            throw new IllegalArgumentException("engine.device = gpu, but " + found.get());
        }
        return new Used(
                OptionalInt.empty(),
                List.of("tasks have GPUs, but compute on the CPU (engine.device): " + found.get()));
    }

    /**
     * What is computed on.
     *
     * @param gpu index; empty for the CPU
     * @param warnings for {@link EngineProvider.Hardware}: that the CPU took the place of a GPU, and why
     */
    public record Used(OptionalInt gpu, List<String> warnings) {
        /** Copies the list. */
        public Used {
            warnings = List.copyOf(warnings);
        }
    }
}
