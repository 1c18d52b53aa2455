package io.aligspark.job.exchange.seal;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.codec.CorruptedFrameException;
import java.util.zip.CRC32C;

/** A CRC-32C behind the bytes: finds what the network or a faulty host has changed. */
public final class ChecksumSeal implements Seal {

    @Override
    public ByteBuf seal(ByteBufAllocator allocator, ByteBuf body) {
        return body.retain().writeInt(checksum(body, body.readableBytes()));
    }

    @Override
    public ByteBuf open(ByteBufAllocator allocator, ByteBuf sealed) {
        int length = sealed.readableBytes() - Integer.BYTES;
        if (length < 0 || checksum(sealed, length) != sealed.getInt(sealed.readerIndex() + length)) {
            throw new CorruptedFrameException("the checksum of a frame does not match");
        }
        return sealed.readRetainedSlice(length);
    }

    private static int checksum(ByteBuf bytes, int length) {
        CRC32C checksum = new CRC32C();
        checksum.update(bytes.nioBuffer(bytes.readerIndex(), length));
        return (int) checksum.getValue();
    }
}
