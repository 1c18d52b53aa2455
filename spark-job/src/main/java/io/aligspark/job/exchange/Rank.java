package io.aligspark.job.exchange;

import io.aligspark.job.shards.ShardAssignment;
import io.aligspark.networks.Precision;
import java.io.Serializable;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/**
 * A task's part in an attempt: it obeys the driver's messages, and exchanges floats with the other ranks. One thread.
 * Executor.
 */
public final class Rank extends Member {
    private static final Duration FOREVER = Duration.ofDays(365);

    private final Invitation invitation;
    private final UUID jvm;
    private Endpoint endpoint;

    /** How others reach a rank. */
    record Address(UUID jvm, String host, int port) implements Serializable {}

    /** The driver's answer, when all ranks have sent their addresses. */
    record Welcome(List<Address> ranks) implements Serializable {}

    /** A rank's last word before the work. */
    record Linked() implements Serializable {}

    private Rank(Invitation invitation, int rank, UUID jvm) {
        super(invitation.attempt(), rank, invitation.options());
        this.invitation = invitation;
        this.jvm = jvm;
    }

    /**
     * Takes part: connects to the driver and, as soon as all ranks are known, to all of them.
     *
     * @param rank in {@code [0, invitation.ranks())}
     * @throws ExchangeException if the attempt has ended
     */
    public static Rank join(Invitation invitation, int rank) {
        return join(invitation, rank, THIS_JVM);
    }

    /** As if in a process of that name: members of one process exchange by reference. */
    static Rank join(Invitation invitation, int rank, UUID jvm) {
        Rank joined = new Rank(invitation, rank, jvm);
        try {
            joined.appear();
            joined.connect();
            return joined;
        } catch (RuntimeException e) {
            joined.fail(e);
            joined.close();
            throw e;
        }
    }

    /** The next message of the driver, however long it takes. */
    public Object receive() {
        // The driver may be busy for as long as it likes; if it is gone, its connection is.
        mailbox().await(() -> mailbox().holds(DRIVER), () -> lost(DRIVER), FOREVER, () -> late("waiting"));
        return poll(DRIVER);
    }

    /** Answers the driver. */
    public void reply(Serializable message) {
        link(DRIVER).send(message);
    }

    /** Ends the attempt: all others learn why, naming this rank unless the exchange knows better. */
    public void fail(Throwable cause) {
        endAll(cause instanceof ExchangeException ? cause.getMessage() : "rank " + self() + ": " + cause);
    }

    /**
     * Sums and gathers a vector with the other ranks.
     *
     * @param assignment which rank computes which shards
     * @param precision that sums and slices travel with
     * @param vector {@code [p]} the whole vector, whose slices {@link Collectives#allGather} fills; owned by the caller
     */
    public Collectives collectives(ShardAssignment assignment, Slices slices, Precision precision, float[] vector) {
        return new Collectives(this, assignment, slices, precision, vector);
    }

    /**
     * Sends the driver this rank's slice.
     *
     * @param transfer number of the driver's request
     * @param part which of several vectors
     * @param slice its elements, from index 0 on; must not change before the driver's next message
     */
    public void sendSlice(long transfer, int part, float[] slice, int length) {
        if (length > 0) {
            link(DRIVER).send(new Outgoing(new Tag(Tag.Kind.STATE, transfer, part), Precision.FP32, slice, 0, length));
        }
    }

    /** Receives this rank's slice from the driver, likewise. */
    public void receiveSlice(long transfer, int part, float[] slice, int length) {
        if (length > 0) {
            Incoming incoming = new Incoming(
                    mailbox(),
                    DRIVER,
                    new Tag(Tag.Kind.STATE, transfer, part),
                    Landing.of(Precision.FP32, slice, 0, length));
            link(DRIVER).expect(incoming);
            mailbox().await(incoming::isComplete, () -> lost(DRIVER), timeout(), () -> late("for " + incoming.tag()));
        }
    }

    @Override
    boolean expects(int member) {
        return member > self() && member < invitation.ranks();
    }

    private void connect() {
        int port = 0;
        String host = "";
        if (invitation.jvm().equals(jvm)) {
            addLocal(DRIVER);
        } else {
            endpoint = new Endpoint(invitation.secret(), invitation.options(), self(), mailbox(), this::accept);
            Endpoint.Connected driver = endpoint.connect(invitation.host(), invitation.port(), DRIVER);
            add(DRIVER, driver.link());
            // The network that Spark's own connection with the driver goes by.
            host = driver.localHost();
            port = endpoint.listen(host);
        }
        reply(new Address(jvm, host, port));
        List<Address> ranks = ((Welcome) receive()).ranks();
        for (int rank = 0; rank < self(); rank++) {
            Address address = ranks.get(rank);
            if (address.jvm().equals(jvm)) {
                addLocal(rank);
            } else {
                add(rank, endpoint.connect(address.host(), address.port(), rank).link());
            }
        }
        mailbox()
                .await(
                        () -> linkCount() == invitation.ranks(),
                        () -> lost(DRIVER),
                        timeout(),
                        () -> late("for other ranks to connect"));
        reply(new Linked());
    }

    private ExchangeException late(String why) {
        return new ExchangeException(
                "rank " + self() + " waited " + timeout().toSeconds() + " s (exchange.timeout) " + why);
    }

    /** Leaves; others notice. */
    @Override
    public void close() {
        super.close();
        if (endpoint != null) {
            endpoint.close();
        }
    }
}
