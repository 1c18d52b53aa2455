package io.aligspark.job.exchange.seal;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.util.ReferenceCountUtil;
import java.util.concurrent.atomic.AtomicLong;

/** Seals what goes out, with its length before it, and opens what comes in; counts bytes. */
// Failed writes and closes show as exceptionCaught or channelInactive.
@SuppressWarnings("FutureReturnValueIgnored")
public final class SealHandler extends ChannelDuplexHandler {
    private final Seal seal;
    private final AtomicLong bytesSent = new AtomicLong();

    public SealHandler(Seal seal) {
        this.seal = seal;
    }

    /** Bytes handed to the socket. */
    public long bytesSent() {
        return bytesSent.get();
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        ByteBuf body = (ByteBuf) message;
        try {
            ByteBuf sealed = seal.seal(context.alloc(), body);
            ByteBuf length = context.alloc().buffer(Integer.BYTES).writeInt(sealed.readableBytes());
            bytesSent.addAndGet(Integer.BYTES + (long) sealed.readableBytes());
            context.write(length);
            context.write(sealed, promise);
        } finally {
            body.release();
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        try {
            context.fireChannelRead(seal.open(context.alloc(), (ByteBuf) message));
        } finally {
            ReferenceCountUtil.release(message);
        }
    }
}
