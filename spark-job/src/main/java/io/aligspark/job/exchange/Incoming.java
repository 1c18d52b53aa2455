package io.aligspark.job.exchange;

import java.nio.ByteBuffer;

/**
 * Floats that a member expects from another, and how many of them are there. Over a network they are written into the
 * array given here; from a rank of the same JVM a reference to the sender's array may take its place.
 */
final class Incoming {
    private final Mailbox mailbox;
    private final int sender;
    private final Tag tag;
    private final Landing landing;
    private float[] values;
    private int from;
    private int arrived;
    private boolean absent;

    /**
     * Expects floats.
     *
     * @param mailbox told when floats arrive
     */
    Incoming(Mailbox mailbox, int sender, Tag tag, Landing landing) {
        this.mailbox = mailbox;
        this.sender = sender;
        this.tag = tag;
        this.landing = landing;
        this.values = landing.values();
        this.from = landing.from();
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
        return absent || arrived >= Math.min(count, landing.length());
    }

    boolean isComplete() {
        return has(landing.length());
    }

    /** Takes the next floats off the wire. Returns whether all are there. */
    boolean write(ByteBuffer bytes, int offset) {
        int count = bytes.remaining() / landing.precision().bytes();
        int length = landing.length();
        if (offset != arrived || count > length - arrived || (count == 0 && arrived > 0)) {
            throw new IllegalStateException("frame of " + tag + " holds elements " + offset + " to " + (offset + count)
                    + ", expected " + arrived + " to at most " + length);
        }
        landing.read(bytes, arrived, count);
        arrive(count);
        return absent || arrived == length;
    }

    /** Takes all floats from a sender of the same JVM. */
    void take(Outgoing sent) {
        if (sent.length() != landing.length()) {
            throw new IllegalStateException(tag + " has " + sent.length() + " elements, expected " + landing.length());
        }
        if (sent.values() == null) {
            arrive(0);
            return;
        }
        if (values == null) {
            values = sent.values();
            from = sent.from();
        } else {
            landing.copy(sent);
        }
        arrive(landing.length());
    }

    private void arrive(int count) {
        mailbox.change(() -> {
            arrived += count;
            absent = count == 0;
        });
    }
}
