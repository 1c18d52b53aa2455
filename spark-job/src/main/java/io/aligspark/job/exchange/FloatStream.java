package io.aligspark.job.exchange;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.stream.ChunkedInput;

/** Floats on their way out, piece by piece, as the socket takes them. */
final class FloatStream implements ChunkedInput<ByteBuf> {
    private final Outgoing floats;
    private int position;
    private boolean ended;

    FloatStream(Outgoing floats) {
        this.floats = floats;
    }

    @Override
    public boolean isEndOfInput() {
        return ended;
    }

    @Override
    public void close() {
        ended = true;
    }

    @Override
    @Deprecated
    @SuppressWarnings("InlineMeSuggester")
    public ByteBuf readChunk(ChannelHandlerContext context) {
        return readChunk(context.alloc());
    }

    @Override
    public ByteBuf readChunk(ByteBufAllocator allocator) {
        int count = floats.values() == null ? 0 : Math.min(Frame.PIECE, floats.length() - position);
        ByteBuf frame = Frame.of(allocator, floats, position, count);
        position += count;
        ended = floats.values() == null || position == floats.length();
        return frame;
    }

    @Override
    public long length() {
        return floats.length();
    }

    @Override
    public long progress() {
        return position;
    }
}
