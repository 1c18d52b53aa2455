package io.aligspark.job.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.aligspark.job.exchange.seal.ChecksumSeal;
import io.aligspark.job.exchange.seal.EncryptingSeal;
import io.aligspark.job.exchange.seal.Seal;
import io.aligspark.job.exchange.seal.Secret;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.handler.codec.CorruptedFrameException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SealTest {
    private static final ByteBufAllocator ALLOCATOR = PooledByteBufAllocator.DEFAULT;
    private static final byte[] ONE = new byte[32];
    private static final byte[] OTHER = Secret.random();

    /** Sender and receiver. */
    private record Ends(Seal sender, Seal receiver) {}

    static Stream<Ends> seals() {
        return Stream.of(
                new Ends(new ChecksumSeal(), new ChecksumSeal()),
                new Ends(new EncryptingSeal(ONE, OTHER), new EncryptingSeal(OTHER, ONE)));
    }

    private static ByteBuf body(int length) {
        ByteBuf body = ALLOCATOR.directBuffer(length + Seal.ROOM);
        for (int i = 0; i < length; i++) {
            body.writeByte(i);
        }
        return body;
    }

    @ParameterizedTest
    @MethodSource("seals")
    void opensWhatTheOtherEndHasSealed(Ends ends) {
        for (int length : new int[] {0, 1, 17, 70_000}) {
            ByteBuf sealed = ends.sender.seal(ALLOCATOR, body(length));
            assertEquals(body(length), ends.receiver.open(ALLOCATOR, sealed));
        }
    }

    @ParameterizedTest
    @MethodSource("seals")
    void aFlippedBitIsNoticed(Ends ends) {
        for (int bit = 0; bit < 8 * 21; bit += 5) {
            ByteBuf sealed = ALLOCATOR.directBuffer();
            sealed.writeBytes(ByteBufUtil.getBytes(ends.sender.seal(ALLOCATOR, body(17))));
            sealed.setByte(bit / 8, sealed.getByte(bit / 8) ^ (1 << bit % 8));
            assertThrows(CorruptedFrameException.class, () -> ends.receiver.open(ALLOCATOR, sealed));
        }
    }

    @ParameterizedTest
    @MethodSource("seals")
    void aFrameThatIsTooShortIsNoticed(Ends ends) {
        assertThrows(CorruptedFrameException.class, () -> ends.receiver.open(ALLOCATOR, body(3)));
    }

    @Test
    void anEncryptedFrameOpensOnceAndInItsPlace() {
        EncryptingSeal sender = new EncryptingSeal(ONE, OTHER);
        EncryptingSeal receiver = new EncryptingSeal(OTHER, ONE);
        ByteBuf first = sender.seal(ALLOCATOR, body(9));
        ByteBuf second = sender.seal(ALLOCATOR, body(9));
        assertThrows(
                CorruptedFrameException.class,
                () -> new EncryptingSeal(OTHER, ONE).open(ALLOCATOR, second.duplicate()));
        receiver.open(ALLOCATOR, first.duplicate());
        assertThrows(CorruptedFrameException.class, () -> receiver.open(ALLOCATOR, first.duplicate()));
    }
}
