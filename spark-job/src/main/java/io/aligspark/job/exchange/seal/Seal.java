package io.aligspark.job.exchange.seal;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.codec.CorruptedFrameException;

/** What makes a frame's bytes trustworthy: a checksum, or encryption with authentication. One per connection. */
public interface Seal {
    /** Bytes behind a frame's own that a seal may need. */
    int ROOM = 16;

    /**
     * Seals the bytes of a frame.
     *
     * @param body with room for {@value #ROOM} bytes; may change
     * @return a new reference
     */
    ByteBuf seal(ByteBufAllocator allocator, ByteBuf body);

    /**
     * Opens what {@link #seal} of the other end made.
     *
     * @param sealed only read
     * @return a new reference
     * @throws CorruptedFrameException if it is not what was sent
     */
    ByteBuf open(ByteBufAllocator allocator, ByteBuf sealed);
}
