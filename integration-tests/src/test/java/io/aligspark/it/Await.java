package io.aligspark.it;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/** Waits for what another process does, not for ever. */
final class Await {
    private static final Duration INTERVAL = Duration.ofMillis(50);

    private Await() {}

    /**
     * Looks again and again until there is an answer.
     *
     * @param what is awaited, for the message
     * @param found what is there instead, for the message
     * @throws AssertionError if there is none in time
     */
    static <T> T until(String what, Duration limit, Supplier<Optional<T>> look, Supplier<String> found) {
        long end = System.nanoTime() + limit.toNanos();
        while (true) {
            Optional<T> answer = look.get();
            if (answer.isPresent()) {
                return answer.get();
            }
            if (System.nanoTime() > end) {
                throw new AssertionError(what + " did not come within " + limit.toSeconds() + " s:\n" + found.get());
            }
            try {
                Thread.sleep(INTERVAL.toMillis());
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
