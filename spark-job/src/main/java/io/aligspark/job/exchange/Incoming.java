package io.aligspark.job.exchange;

import java.nio.FloatBuffer;

/**
 * Floats that a member expects from another, and how many of them are there. Over a network they are written into the
 * array given here; from a rank of the same JVM a reference to the sender's array may take its place.
 */
final class Incoming {
    private final Mailbox mailbox;
    private final int sender;
    private final Tag tag;
    private final int length;
    private final boolean byReference;
    private float[] values;
    private int from;
    private int arrived;
    private boolean absent;

    /**
     * Expects {@code values[from, from + length)}.
     *
     * @param mailbox told when floats arrive
     * @param byReference whether {@link #values()} may become the sender's own array
     */
    Incoming(Mailbox mailbox, int sender, Tag tag, float[] values, int from, int length, boolean byReference) {
        this.mailbox = mailbox;
        this.sender = sender;
        this.tag = tag;
        this.values = values;
        this.from = from;
        this.length = length;
        this.byReference = byReference;
    }

    int sender() {
        return sender;
    }

    Tag tag() {
        return tag;
    }

    /** Where the floats are: {@code [from(), from() + length)} of it. To be asked once they have arrived. */
    float[] values() {
        return values;
    }

    int from() {
        return from;
    }

    /** Whether the sender had nothing to add. */
    boolean isAbsent() {
        return absent;
    }

    /** Whether the first {@code count} floats are there; under the mailbox's lock. */
    boolean has(int count) {
        return absent || arrived >= Math.min(count, length);
    }

    boolean isComplete() {
        return has(length);
    }

    /** Takes the next floats off the wire. Returns whether all are there. */
    boolean write(FloatBuffer floats, int offset) {
        int count = floats.remaining();
        if (offset != arrived || count > length - arrived || (count == 0 && arrived > 0)) {
            throw new IllegalStateException("frame of " + tag + " holds elements " + offset + " to " + (offset + count)
                    + ", expected " + arrived + " to at most " + length);
        }
        floats.get(values, from + arrived, count);
        arrive(count);
        return absent || arrived == length;
    }

    /** Takes all floats from a sender of the same JVM. */
    void take(Outgoing sent) {
        if (sent.length() != length) {
            throw new IllegalStateException(tag + " has " + sent.length() + " elements, expected " + length);
        }
        if (sent.values() == null) {
            arrive(0);
            return;
        }
        if (byReference) {
            values = sent.values();
            from = sent.from();
        } else {
            System.arraycopy(sent.values(), sent.from(), values, from, length);
        }
        arrive(length);
    }

    private void arrive(int count) {
        mailbox.change(() -> {
            arrived += count;
            absent = count == 0;
        });
    }
}
