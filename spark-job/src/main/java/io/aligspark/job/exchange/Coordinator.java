package io.aligspark.job.exchange;

import io.aligspark.job.exchange.seal.Secret;
import io.aligspark.networks.Precision;
import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;

/** The driver's part in an attempt: it waits for the ranks, sends them messages and collects their replies. Driver. */
public final class Coordinator extends Member {
    /** Ranks notice first whom they wait for. */
    private static final Duration RANKS_FIRST = Duration.ofSeconds(5);

    private final int ranks;
    private final Endpoint endpoint;
    private final Invitation invitation;

    /**
     * An attempt that nobody takes part in yet.
     *
     * @param ranks number of ranks N, at least 1
     * @param bindHost address to listen on; null if all ranks are in this process
     * @param host that ranks find this process at
     */
    public Coordinator(ExchangeOptions options, int ranks, String bindHost, String host) {
        super(UUID.randomUUID(), DRIVER, options);
        this.ranks = ranks;
        Secret secret = new Secret();
        endpoint = bindHost == null ? null : new Endpoint(secret, options, DRIVER, mailbox(), this::accept);
        int port = endpoint == null ? 0 : endpoint.listen(bindHost);
        invitation = new Invitation(attempt(), THIS_JVM, host, port, ranks, secret, options);
        appear();
    }

    /** What the tasks need. */
    public Invitation invitation() {
        return invitation;
    }

    /**
     * Waits until all ranks are there and have connected to each other.
     *
     * @param patience asked every second whether to wait on; it may throw
     * @throws ExchangeException if some do not come
     */
    public void awaitRanks(Runnable patience) {
        while (!mailbox().await(() -> missing().isEmpty(), this::anyLost, Duration.ofSeconds(1))) {
            patience.run();
        }
        List<Rank.Address> addresses = new ArrayList<>();
        for (Object address : replies("ranks")) {
            addresses.add((Rank.Address) address);
        }
        send(new Rank.Welcome(addresses));
        replies("ranks to connect to each other");
    }

    /** Why one of the missing ranks will not answer, or null. Under the mailbox's lock. */
    private ExchangeException anyLost() {
        return missing().stream()
                .map(this::lost)
                .filter(cause -> cause != null)
                .findFirst()
                .orElse(null);
    }

    /** Sends every rank a message. */
    public void send(Serializable message) {
        for (int rank = 0; rank < ranks; rank++) {
            link(rank).send(message);
        }
    }

    /**
     * Waits for one reply of every rank.
     *
     * @param what it waits for, for people
     * @return by rank
     * @throws ExchangeException if the attempt has ended; it names the rank, its host and the cause
     */
    public List<Object> replies(String what) {
        Duration limit = timeout().plus(RANKS_FIRST);
        mailbox()
                .await(
                        () -> missing().isEmpty(),
                        this::anyLost,
                        limit,
                        () -> new ExchangeException("the driver waited " + limit.toSeconds()
                                + " s (exchange.timeout and a little) for " + what + "; missing: "
                                + missing().stream().map(this::name).toList()));
        return IntStream.range(0, ranks).mapToObj(this::poll).toList();
    }

    /** Sends every rank its slice of a vector, which must not change before the ranks' next reply. */
    public void sendSlices(long transfer, int part, float[] vector, Slices slices) {
        Tag tag = new Tag(Tag.Kind.STATE, transfer, part);
        for (int rank = 0; rank < ranks; rank++) {
            if (slices.length(rank) > 0) {
                link(rank).send(new Outgoing(tag, Precision.FP32, vector, slices.from(rank), slices.length(rank)));
            }
        }
    }

    /** Receives every rank's slice of a vector. */
    public void receiveSlices(long transfer, int part, float[] vector, Slices slices) {
        Tag tag = new Tag(Tag.Kind.STATE, transfer, part);
        List<Incoming> expected = new ArrayList<>();
        for (int rank = 0; rank < ranks; rank++) {
            if (slices.length(rank) > 0) {
                Incoming incoming = new Incoming(
                        mailbox(),
                        rank,
                        tag,
                        Landing.of(Precision.FP32, vector, slices.from(rank), slices.length(rank)));
                expected.add(incoming);
                link(rank).expect(incoming);
            }
        }
        for (Incoming incoming : expected) {
            mailbox()
                    .await(
                            incoming::isComplete,
                            () -> lost(incoming.sender()),
                            timeout(),
                            () -> new ExchangeException(name(incoming.sender()) + ": " + tag + " did not come in "
                                    + timeout().toSeconds() + " s (exchange.timeout)"));
        }
    }

    /** Ends the attempt: this thread's waits throw, and every rank is told. */
    public void fail(ExchangeException cause) {
        mailbox().fail(cause);
    }

    /** Ends the attempt on all ranks, because of that. */
    public void abort(String cause) {
        endAll("the driver has ended the attempt: " + cause);
    }

    @Override
    boolean expects(int member) {
        return member >= 0 && member < ranks;
    }

    /** Ranks whose reply is not here. Under the mailbox's lock. */
    private List<Integer> missing() {
        return IntStream.range(0, ranks)
                .filter(rank -> !mailbox().holds(rank))
                .boxed()
                .toList();
    }

    /** Lets the ranks go. */
    @Override
    public void close() {
        super.close();
        if (endpoint != null) {
            endpoint.close();
        }
    }
}
