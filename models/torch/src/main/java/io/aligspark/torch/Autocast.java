package io.aligspark.torch;

import java.util.function.Supplier;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.DeviceType;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** Runs a forward pass with products of matrices and convolutions in bfloat16. The backward pass follows its types. */
final class Autocast {
    private Autocast() {}

    static <T> T run(DeviceType device, Supplier<T> work) {
        torch.set_autocast_dtype(device, ScalarType.BFloat16);
        torch.set_autocast_enabled(device, true);
        torch.increment_nesting();
        try {
            return work.get();
        } finally {
            torch.decrement_nesting();
            // Converted weights, which are out of date after the next step.
            torch.clear_cache();
            torch.set_autocast_enabled(device, false);
        }
    }

    /** Runs a part of it in fp32, given inputs of that type. */
    static <T> T interrupted(DeviceType device, Supplier<T> work) {
        torch.set_autocast_enabled(device, false);
        try {
            return work.get();
        } finally {
            torch.set_autocast_enabled(device, true);
        }
    }
}
