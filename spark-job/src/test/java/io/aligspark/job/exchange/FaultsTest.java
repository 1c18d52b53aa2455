package io.aligspark.job.exchange;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aligspark.job.exchange.Attempt.Topology;
import io.aligspark.job.shards.ShardAssignment;
import io.aligspark.networks.Precision;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Strangers cannot disturb an attempt; a member that fails ends it on all others, and the error names it. */
class FaultsTest {
    private static final int LENGTH = 50_000;
    private static final Slices SLICES = new Slices(LENGTH, 3);
    private static final ShardAssignment SHARDS = ShardAssignment.of(3, 3);

    /** A member that takes steps until the driver says otherwise. */
    private static void work(Rank rank) {
        float[] vector = new float[LENGTH];
        float[] slice = new float[LENGTH];
        Collectives collectives = rank.collectives(SHARDS, SLICES, Precision.FP32, vector);
        for (long step = (long) rank.receive(); step > 0; step = (long) rank.receive()) {
            float[] sums = new float[LENGTH];
            Arrays.fill(sums, (float) step + rank.self());
            collectives.reduceScatter(step, List.of(sums), slice);
            collectives.allGather(step, slice);
            rank.reply(vector.clone());
        }
    }

    private static void step(Attempt attempt, long step) {
        attempt.coordinator().send(step);
        float[] expected = new float[LENGTH];
        Arrays.fill(expected, 3 * (float) step + 3);
        attempt.coordinator().replies("vectors").forEach(vector -> assertArrayEquals(expected, (float[]) vector));
    }

    private static Socket stranger(Attempt attempt) throws Exception {
        return new Socket(
                InetAddress.getLoopbackAddress(),
                attempt.coordinator().invitation().port());
    }

    @ParameterizedTest
    @EnumSource(
            value = Topology.class,
            names = {"SOCKETS", "ENCRYPTED"})
    void strangersAreDroppedAndChangeNothing(Topology topology) throws Exception {
        try (Attempt attempt = new Attempt(topology, 3, Duration.ofSeconds(5))) {
            try (Socket silent = stranger(attempt);
                    Socket garbage = stranger(attempt);
                    Socket halfHello = stranger(attempt);
                    Socket noSecret = stranger(attempt)) {
                byte[] noise = new byte[10_000];
                new Random(1).nextBytes(noise);
                garbage.getOutputStream().write(noise);
                halfHello.getOutputStream().write("ALIGX001".getBytes(StandardCharsets.US_ASCII));
                attempt.startRanks(FaultsTest::work);
                attempt.awaitRanks();
                step(attempt, 1);
                answerWithoutTheSecret(noSecret);
                step(attempt, 2);
                for (Socket dropped : List.of(silent, garbage, halfHello, noSecret)) {
                    assertEquals(-1, readToEnd(dropped));
                }
                step(attempt, 3);
            }
            attempt.coordinator().send(0L);
            attempt.finishAll();
        }
    }

    private static void answerWithoutTheSecret(Socket socket) throws Exception {
        OutputStream out = socket.getOutputStream();
        out.write(ByteBuffer.allocate(48)
                .put("ALIGX001".getBytes(StandardCharsets.US_ASCII))
                .putInt(1)
                .putInt(Member.DRIVER)
                .array());
        assertEquals(64, socket.getInputStream().readNBytes(64).length);
        out.write(new byte[32]);
    }

    /** -1 at the end of the stream; a reset counts as one. */
    private static int readToEnd(Socket socket) throws Exception {
        socket.setSoTimeout(20_000);
        InputStream in = socket.getInputStream();
        try {
            while (in.read() >= 0) {
                // The server's half of a handshake.
            }
        } catch (java.net.SocketException e) {
            assertTrue(e.getMessage().contains("reset"), e.getMessage());
        }
        return -1;
    }

    @ParameterizedTest
    @EnumSource(Topology.class)
    void aRankThatIsThereAlreadyIsNotReplaced(Topology topology) throws Exception {
        try (Attempt attempt = new Attempt(topology, 3)) {
            attempt.startRanks(FaultsTest::work);
            attempt.awaitRanks();
            step(attempt, 1);
            assertThrows(
                    ExchangeException.class,
                    () -> Rank.join(attempt.coordinator().invitation(), 1, topology.process(attempt.coordinator(), 1))
                            .close());
            step(attempt, 2);
            attempt.coordinator().send(0L);
            attempt.finishAll();
        }
    }

    @ParameterizedTest
    @EnumSource(Topology.class)
    void aRankThatFailsEndsTheAttemptAndIsNamed(Topology topology) throws Exception {
        try (Attempt attempt = new Attempt(topology, 3)) {
            attempt.startRank(FaultsTest::work);
            attempt.startRank(rank -> {
                rank.receive();
                throw new IllegalStateException("no memory left");
            });
            attempt.startRank(FaultsTest::work);
            attempt.awaitRanks();
            attempt.coordinator().send(1L);
            ExchangeException failure = assertThrows(
                    ExchangeException.class, () -> attempt.coordinator().replies("vectors"));
            assertTrue(
                    failure.getMessage().contains("rank 1")
                            && failure.getMessage().contains("no memory left"),
                    failure.getMessage());
            attempt.coordinator().abort(failure.getMessage());
            assertThrows(ExchangeException.class, () -> attempt.finish(0));
            assertThrows(IllegalStateException.class, () -> attempt.finish(1));
            assertThrows(ExchangeException.class, () -> attempt.finish(2));
        }
    }

    @ParameterizedTest
    @EnumSource(Topology.class)
    void aRankThatVanishesEndsTheAttemptAndIsNamed(Topology topology) throws Exception {
        try (Attempt attempt = new Attempt(topology, 3)) {
            attempt.startRank(FaultsTest::work);
            attempt.startRank(Rank::receive);
            attempt.startRank(FaultsTest::work);
            attempt.awaitRanks();
            attempt.coordinator().send(1L);
            ExchangeException failure = assertThrows(
                    ExchangeException.class, () -> attempt.coordinator().replies("vectors"));
            assertTrue(
                    failure.getMessage().contains("rank 1 on ")
                            && failure.getMessage().contains("connection lost"),
                    failure.getMessage());
            attempt.coordinator().abort(failure.getMessage());
            assertThrows(ExchangeException.class, () -> attempt.finish(0));
            assertThrows(ExchangeException.class, () -> attempt.finish(2));
        }
    }

    @ParameterizedTest
    @EnumSource(Topology.class)
    void aRankThatStallsEndsTheAttemptAndIsNamed(Topology topology) throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        try (Attempt attempt = new Attempt(topology, 3, Duration.ofSeconds(1))) {
            attempt.startRank(FaultsTest::work);
            attempt.startRank(FaultsTest::work);
            attempt.startRank(rank -> {
                rank.receive();
                try {
                    over.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            });
            attempt.awaitRanks();
            attempt.coordinator().send(1L);
            ExchangeException failure = assertThrows(
                    ExchangeException.class, () -> attempt.coordinator().replies("vectors"));
            assertTrue(
                    failure.getMessage().startsWith("rank 2 on ")
                            && failure.getMessage().contains("did not come to rank"),
                    failure.getMessage());
            attempt.coordinator().abort(failure.getMessage());
            assertThrows(ExchangeException.class, () -> attempt.finish(0));
            assertThrows(ExchangeException.class, () -> attempt.finish(1));
        } finally {
            over.countDown();
        }
    }

    @Test
    void waitingForRanksEndsWhenPatienceDoes() {
        try (Attempt attempt = new Attempt(Topology.SOCKETS, 3, Duration.ofMillis(200))) {
            attempt.startRank(FaultsTest::work);
            ExchangeException failure = assertThrows(
                    ExchangeException.class,
                    () -> attempt.coordinator().awaitRanks(() -> {
                        throw new ExchangeException("only one task runs", 1);
                    }));
            assertEquals(1, failure.slots());
            assertEquals(Integer.MAX_VALUE, new ExchangeException("lost").slots());
        }
    }

    @Test
    void theDriversEndReachesTheRanks() {
        Attempt attempt = new Attempt(Topology.SOCKETS, 3);
        attempt.startRanks(FaultsTest::work);
        attempt.awaitRanks();
        attempt.close();
        for (int rank = 0; rank < 3; rank++) {
            int waiting = rank;
            String message = assertThrows(ExchangeException.class, () -> attempt.finish(waiting))
                    .getMessage();
            assertTrue(message.startsWith("the driver on 127.0.0.1:"), message);
        }
    }
}
