package io.aligspark.job.exchange;

import io.aligspark.job.exchange.seal.Seal;
import io.aligspark.networks.Precision;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.ShortBuffer;
import java.nio.charset.StandardCharsets;

/** The bytes of frames: a type (of floats, that of their tag's kind), then what the type says. A sealed frame goes over the wire with its length before it. */
final class Frame {
    /** Keeps a connection alive. */
    static final byte PING = 0;
    /** A serialised object. */
    static final byte MESSAGE = 1;
    /** The attempt has ended; why, in UTF-8. */
    static final byte END = 2;
    /** Floats of a frame: 256 KiB, or 128 in 16 bits. */
    static final int PIECE = 1 << 16;
    /** The longest frame, with its seal. */
    static final int MAX_BYTES = 1 << 24;

    private static final int FLOATS_HEADER = 1 + Long.BYTES + 2 * Integer.BYTES;

    private Frame() {}

    static ByteBuf of(ByteBufAllocator allocator, byte type, byte[] content) {
        return allocator.buffer(1 + content.length + Seal.ROOM).writeByte(type).writeBytes(content);
    }

    /** Some of the floats: elements {@code [offset, offset + count)} of those to be sent. */
    static ByteBuf of(ByteBufAllocator allocator, Outgoing floats, int offset, int count) {
        Tag tag = floats.tag();
        int bytes = count * floats.precision().bytes();
        ByteBuf frame = allocator.directBuffer(FLOATS_HEADER + bytes + Seal.ROOM);
        frame.writeByte(tag.kind().code());
        frame.writeLong(tag.step());
        frame.writeInt(tag.part());
        frame.writeInt(offset);
        if (count > 0) {
            write(floats, offset, count, frame.nioBuffer(FLOATS_HEADER, bytes).order(ByteOrder.LITTLE_ENDIAN));
            frame.writerIndex(FLOATS_HEADER + bytes);
        }
        return frame;
    }

    private static void write(Outgoing floats, int offset, int count, ByteBuffer bytes) {
        int first = floats.from() + offset;
        if (floats.precision() == Precision.FP32) {
            bytes.asFloatBuffer().put(floats.values(), first, count);
            return;
        }
        ShortBuffer upper = bytes.asShortBuffer();
        float[] values = floats.values();
        for (int i = 0; i < count; i++) {
            upper.put(i, (short) (Float.floatToRawIntBits(values[first + i]) >>> Short.SIZE));
        }
    }

    static String text(ByteBuf content) {
        return content.toString(StandardCharsets.UTF_8);
    }

    /** The tag of a frame of floats whose type was read. */
    static Tag tag(byte type, ByteBuf content) {
        return new Tag(Tag.Kind.of(type), content.readLong(), content.readInt());
    }

    /** The elements of a frame of floats whose offset was read. */
    static ByteBuffer elements(ByteBuf content) {
        return content.nioBuffer().order(ByteOrder.LITTLE_ENDIAN);
    }
}
