package io.aligspark.torch;

import java.util.function.Supplier;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;

/** Native memory is released at the end of a call, not when Java's garbage collector finds the time. */
@SuppressWarnings("try") // Scopes act by being open.
final class Scopes {
    private Scopes() {}

    /** Runs the work and releases all native objects that it made. The result must not be one. */
    static <T> T releasing(Supplier<T> work) {
        try (PointerScope scope = new PointerScope()) {
            return work.get();
        }
    }

    /** As {@link #releasing}, without a record of autograd. */
    static <T> T withoutGradient(Supplier<T> work) {
        try (PointerScope scope = new PointerScope();
                NoGradGuard guard = new NoGradGuard()) {
            return work.get();
        }
    }

    /** A native object that outlives the call, in which all others are released. The caller closes it. */
    static <T extends Pointer> T lasting(Supplier<T> made) {
        try (PointerScope scope = new PointerScope()) {
            T pointer = made.get();
            pointer.retainReference();
            return pointer;
        }
    }
}
