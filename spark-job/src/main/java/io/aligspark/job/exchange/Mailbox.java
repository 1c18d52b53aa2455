package io.aligspark.job.exchange;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Where a member's own thread waits for what other threads bring: messages, floats, lost links, the attempt's end. */
final class Mailbox {
    private final Map<Integer, Deque<Object>> messages = new HashMap<>();
    private final Map<Integer, String> lost = new HashMap<>();
    private ExchangeException failure;

    /** A message has come. */
    synchronized void deliver(int sender, Object message) {
        messages.computeIfAbsent(sender, any -> new ArrayDeque<>()).add(message);
        notifyAll();
    }

    /** The next message of a member, or null. Under the lock, or when it is known to be there. */
    synchronized Object poll(int sender) {
        Deque<Object> queue = messages.get(sender);
        return queue == null ? null : queue.poll();
    }

    synchronized boolean holds(int sender) {
        Deque<Object> queue = messages.get(sender);
        return queue != null && !queue.isEmpty();
    }

    /** The link with a member is gone. */
    synchronized void lose(int member, String cause) {
        lost.putIfAbsent(member, cause);
        notifyAll();
    }

    /** Why the link with a member is gone, or null. */
    synchronized String lost(int member) {
        return lost.get(member);
    }

    /** The attempt has ended: every wait throws from now on. */
    synchronized void fail(ExchangeException cause) {
        failure = failure == null ? cause : failure;
        notifyAll();
    }

    /** Changes what a wait depends on. */
    synchronized void change(Runnable change) {
        change.run();
        notifyAll();
    }

    /**
     * Waits.
     *
     * @param done whether the wait is over; called under the lock
     * @param hopeless why it can never be, or null; called under the lock
     * @param late what to throw after the limit
     * @throws ExchangeException if the attempt ends, or it is hopeless or late
     */
    void await(
            BooleanSupplier done,
            Supplier<ExchangeException> hopeless,
            Duration limit,
            Supplier<ExchangeException> late) {
        if (!await(done, hopeless, limit)) {
            throw late.get();
        }
    }

    /** As above, but returns false after the limit. */
    synchronized boolean await(BooleanSupplier done, Supplier<ExchangeException> hopeless, Duration limit) {
        long deadline = System.nanoTime() + limit.toNanos();
        while (true) {
            if (failure != null) {
                throw failure;
            }
            if (done.getAsBoolean()) {
                return true;
            }
            ExchangeException cause = hopeless.get();
            if (cause != null) {
                throw cause;
            }
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                return false;
            }
            try {
                wait(left / 1_000_000 + 1);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new ExchangeException("interrupted while waiting for other members of the run", e);
            }
        }
    }
}
