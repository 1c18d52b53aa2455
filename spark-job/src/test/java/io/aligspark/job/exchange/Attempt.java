package io.aligspark.job.exchange;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** An attempt with threads as ranks: the coordinator is used by the test's thread. */
final class Attempt implements AutoCloseable {
    private static final String HOST = "127.0.0.1";

    /** How the members are spread over processes. */
    enum Topology {
        ONE_PROCESS,
        SOCKETS,
        ENCRYPTED,
        TWO_RANKS_A_PROCESS;

        UUID process(Coordinator coordinator, int rank) {
            return switch (this) {
                case ONE_PROCESS -> coordinator.invitation().jvm();
                case SOCKETS, ENCRYPTED -> new UUID(0, rank);
                case TWO_RANKS_A_PROCESS -> new UUID(0, rank / 2);
            };
        }
    }

    private final Topology topology;
    private final Coordinator coordinator;
    private final List<CompletableFuture<Void>> ranks = new ArrayList<>();

    Attempt(Topology topology, int ranks, Duration timeout) {
        this.topology = topology;
        ExchangeOptions options = new ExchangeOptions(timeout, 0, 0, topology == Topology.ENCRYPTED);
        coordinator = new Coordinator(options, ranks, topology == Topology.ONE_PROCESS ? null : HOST, HOST);
    }

    Attempt(Topology topology, int ranks) {
        this(topology, ranks, Duration.ofSeconds(30));
    }

    Coordinator coordinator() {
        return coordinator;
    }

    /** Waits for all ranks, however long it takes. */
    void awaitRanks() {
        coordinator.awaitRanks(() -> {});
    }

    /** Starts the next rank; what the work throws ends the attempt, as in a task. */
    void startRank(Consumer<Rank> work) {
        int number = ranks.size();
        CompletableFuture<Void> done = new CompletableFuture<>();
        ranks.add(done);
        Thread thread = new Thread(() -> {
            try (Rank rank = Rank.join(coordinator.invitation(), number, topology.process(coordinator, number))) {
                try {
                    work.accept(rank);
                } catch (RuntimeException | AssertionError e) {
                    rank.fail(e);
                    throw e;
                }
                done.complete(null);
            } catch (RuntimeException | AssertionError e) {
                done.completeExceptionally(e);
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    void startRanks(Consumer<Rank> work) {
        while (ranks.size() < coordinator.invitation().ranks()) {
            startRank(work);
        }
    }

    /** Waits for a rank's thread; throws what its work threw. */
    void finish(int rank) throws Exception {
        try {
            ranks.get(rank).get(60, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw e;
        }
    }

    void finishAll() throws Exception {
        for (int rank = 0; rank < ranks.size(); rank++) {
            finish(rank);
        }
    }

    @Override
    public void close() {
        coordinator.close();
    }
}
