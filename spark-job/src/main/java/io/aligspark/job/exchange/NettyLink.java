package io.aligspark.job.exchange;

import io.aligspark.job.exchange.seal.SealHandler;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.timeout.IdleState;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.util.concurrent.Future;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One end of a connection over the network, behind its handshake. Floats go from and to their arrays on the connection's
 * thread; where some come before they are expected, reading pauses until they are.
 */
// Failed writes and closes show as exceptionCaught or channelInactive.
@SuppressWarnings("FutureReturnValueIgnored")
final class NettyLink extends SimpleChannelInboundHandler<ByteBuf> implements Link {
    private static final Logger LOG = LoggerFactory.getLogger(NettyLink.class);

    private final Channel channel;
    private final SealHandler seal;
    private final Mailbox mailbox;
    private final int member;
    private final String place;
    private final Map<Tag, Incoming> expected = new ConcurrentHashMap<>();
    /** Frames that wait for somebody to expect them. Connection's thread only. */
    private final Queue<ByteBuf> held = new ArrayDeque<>();

    private volatile boolean paused;
    private String lost = "it has left";

    NettyLink(Channel channel, SealHandler seal, Mailbox mailbox, int member) {
        this.channel = channel;
        this.seal = seal;
        this.mailbox = mailbox;
        this.member = member;
        this.place = Endpoint.text(channel.remoteAddress());
    }

    @Override
    public void send(Object message) {
        send(Frame.MESSAGE, Messages.write(message));
    }

    /** Sends a frame of bytes. */
    void send(byte type, byte[] content) {
        channel.writeAndFlush(Frame.of(channel.alloc(), type, content)).addListener(this::sent);
    }

    @Override
    public void send(Outgoing floats) {
        channel.writeAndFlush(new FloatStream(floats)).addListener(this::sent);
    }

    private void sent(Future<? super Void> write) {
        if (!write.isSuccess() && channel.isActive()) {
            channel.pipeline().fireExceptionCaught(write.cause());
        }
    }

    @Override
    public void expect(Incoming floats) {
        expected.put(floats.tag(), floats);
        if (paused) {
            channel.eventLoop().execute(this::drain);
        }
    }

    @Override
    public long bytesSent() {
        return seal.bytesSent();
    }

    @Override
    public String place() {
        return place;
    }

    @Override
    public void end(String cause) {
        send(Frame.END, cause.getBytes(StandardCharsets.UTF_8));
        close();
    }

    @Override
    public void close() {
        // Behind all that was sent before.
        channel.writeAndFlush(Frame.of(channel.alloc(), Frame.PING, new byte[0]))
                .addListener(ChannelFutureListener.CLOSE);
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, ByteBuf frame) {
        if (!held.isEmpty() || !handle(frame)) {
            held.add(frame.retain());
            paused = true;
            channel.config().setAutoRead(false);
            // Somebody may have come to expect it in between.
            drain();
        }
    }

    private void drain() {
        while (!held.isEmpty() && handle(held.element())) {
            held.remove().release();
        }
        if (held.isEmpty() && paused) {
            paused = false;
            channel.config().setAutoRead(true);
        }
    }

    /** Whether the frame could be used now. */
    private boolean handle(ByteBuf frame) {
        int start = frame.readerIndex();
        byte type = frame.readByte();
        switch (type) {
            case Frame.PING -> {
                return true;
            }
            case Frame.MESSAGE -> {
                byte[] bytes = new byte[frame.readableBytes()];
                frame.readBytes(bytes);
                mailbox.deliver(member, bytes);
                return true;
            }
            case Frame.END -> {
                mailbox.fail(new ExchangeException(Frame.text(frame)));
                return true;
            }
            default -> {
                Tag tag = Frame.tag(type, frame);
                Incoming incoming = expected.get(tag);
                if (incoming == null) {
                    frame.readerIndex(start);
                    return false;
                }
                int offset = frame.readInt();
                if (incoming.write(Frame.elements(frame), offset)) {
                    expected.remove(tag);
                }
                return true;
            }
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof IdleStateEvent idle) {
            if (idle.state() == IdleState.WRITER_IDLE) {
                send(Frame.PING, new byte[0]);
            } else if (!paused) {
                lost = "nothing was heard of it for the time of exchange.timeout";
                context.close();
            }
        }
        context.fireUserEventTriggered(event);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        lost = cause.getMessage() == null ? cause.toString() : cause.getMessage();
        LOG.warn("exchange: closing the connection with {}: {}", place, lost);
        context.close();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        held.forEach(ByteBuf::release);
        held.clear();
        mailbox.lose(member, lost);
        context.fireChannelInactive();
    }
}
