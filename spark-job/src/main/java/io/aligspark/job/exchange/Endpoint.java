package io.aligspark.job.exchange;

import io.aligspark.job.exchange.seal.Seal;
import io.aligspark.job.exchange.seal.SealHandler;
import io.aligspark.job.exchange.seal.Secret;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.LengthFieldBasedFrameDecoder;
import io.netty.handler.stream.ChunkedWriteHandler;
import io.netty.handler.timeout.IdleStateHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BiPredicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A member's sockets: it listens for others and connects to others. Whoever does not know the secret is dropped. */
// Nobody waits for threads to end or for the connection of a stranger to close.
@SuppressWarnings("FutureReturnValueIgnored")
final class Endpoint implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Endpoint.class);
    private static final int THREADS = 2;
    private static final int READ_BYTES = 1 << 18;
    private static final WriteBufferWaterMark WRITE_BYTES = new WriteBufferWaterMark(1 << 18, 1 << 20);
    private static final int PINGS_A_TIMEOUT = 4;
    private static final int LAST_WORDS_MILLIS = 2000;

    private final EventLoopGroup threads;
    private final Secret secret;
    private final ExchangeOptions options;
    private final int self;
    private final Mailbox mailbox;
    private final BiPredicate<Integer, Link> accept;
    private final ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
    private Channel server;

    /**
     * Without sockets yet.
     *
     * @param accept told of every proven member that connects; false if it should not have
     */
    Endpoint(Secret secret, ExchangeOptions options, int self, Mailbox mailbox, BiPredicate<Integer, Link> accept) {
        this.threads = new NioEventLoopGroup(THREADS, new DefaultThreadFactory("alig-exchange", true));
        this.secret = secret;
        this.options = options;
        this.self = self;
        this.mailbox = mailbox;
        this.accept = accept;
    }

    /**
     * Listens on a host's address, at the first free port of those in the options.
     *
     * @return the port
     * @throws IllegalArgumentException if none is free
     */
    int listen(String host) {
        ServerBootstrap bootstrap = new ServerBootstrap()
                .group(threads)
                .channel(NioServerSocketChannel.class)
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        prepare(channel);
                        channel.pipeline().addLast(Handshake.server(secret, options, self, new Accepting()));
                    }
                });
        int last = options.port() == 0 ? 0 : options.port() + options.portRetries();
        for (int port = options.port(); ; port++) {
            var bound = bootstrap.bind(host, port).awaitUninterruptibly();
            if (bound.isSuccess()) {
                server = bound.channel();
                return ((InetSocketAddress) server.localAddress()).getPort();
            }
            if (port >= last) {
                throw new IllegalArgumentException("exchange.port = " + options.port() + ": no port up to " + last
                        + " of " + host + " can be listened on: "
                        + bound.cause().getMessage());
            }
        }
    }

    /**
     * Connects to a member.
     *
     * @throws ExchangeException if it cannot be reached or does not prove to be that member
     */
    Connected connect(String host, int port, int member) {
        CompletableFuture<Connected> proven = new CompletableFuture<>();
        Bootstrap bootstrap = new Bootstrap()
                .group(threads)
                .channel(NioSocketChannel.class)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int)
                        options.handshakeTimeout().toMillis())
                .handler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        prepare(channel);
                        channel.pipeline()
                                .addLast(Handshake.client(secret, options, self, member, new Connecting(proven)));
                    }
                });
        bootstrap.connect(host, port).addListener(connected -> {
            if (!connected.isSuccess()) {
                proven.completeExceptionally(
                        new ExchangeException(connected.cause().getMessage()));
            }
        });
        try {
            return proven.join();
        } catch (CompletionException e) {
            throw new ExchangeException(
                    "cannot connect to " + host + ":" + port + ": "
                            + e.getCause().getMessage(),
                    e);
        }
    }

    /**
     * A connection that this member made.
     *
     * @param localHost own address that it leaves from
     */
    record Connected(Link link, String localHost) {}

    /** An address for people. */
    static String text(SocketAddress address) {
        return address instanceof InetSocketAddress inet
                ? inet.getAddress().getHostAddress() + ":" + inet.getPort()
                : String.valueOf(address);
    }

    private static void prepare(SocketChannel channel) {
        channel.config().setTcpNoDelay(true);
        channel.config().setKeepAlive(true);
        channel.config().setRecvByteBufAllocator(new FixedRecvByteBufAllocator(READ_BYTES));
        channel.config().setWriteBufferWaterMark(WRITE_BYTES);
    }

    private NettyLink link(ChannelHandlerContext context, int member, Seal seal) {
        SealHandler sealing = new SealHandler(seal);
        NettyLink link = new NettyLink(context.channel(), sealing, mailbox, member);
        long timeout = options.timeout().toMillis();
        context.pipeline()
                .addLast(new LengthFieldBasedFrameDecoder(Frame.MAX_BYTES, 0, Integer.BYTES, 0, Integer.BYTES))
                .addLast(sealing)
                .addLast(new IdleStateHandler(timeout, timeout / PINGS_A_TIMEOUT, 0, TimeUnit.MILLISECONDS))
                .addLast(new ChunkedWriteHandler())
                .addLast(link);
        connections.add(context.channel());
        return link;
    }

    /** Stops listening, waits a little for connections that are being closed, and ends all others. */
    @Override
    public void close() {
        if (server != null) {
            server.close().awaitUninterruptibly(LAST_WORDS_MILLIS);
        }
        connections.newCloseFuture().awaitUninterruptibly(LAST_WORDS_MILLIS);
        threads.shutdownGracefully(0, LAST_WORDS_MILLIS, TimeUnit.MILLISECONDS);
    }

    private final class Accepting implements Handshake.Listener {
        @Override
        public void proven(ChannelHandlerContext context, int member, Seal seal) {
            NettyLink link = link(context, member, seal);
            if (!accept.test(member, link)) {
                // Before it could report the loss of the member that is here.
                context.pipeline().remove(link);
                context.close();
                dropped(context, "rank " + member + " is not expected, or here already");
            }
        }

        @Override
        public void dropped(ChannelHandlerContext context, String cause) {
            LOG.warn(
                    "exchange: dropped a connection from {}: {}",
                    text(context.channel().remoteAddress()),
                    cause);
        }
    }

    private final class Connecting implements Handshake.Listener {
        private final CompletableFuture<Connected> result;

        Connecting(CompletableFuture<Connected> result) {
            this.result = result;
        }

        @Override
        public void proven(ChannelHandlerContext context, int member, Seal seal) {
            InetSocketAddress local = (InetSocketAddress) context.channel().localAddress();
            result.complete(new Connected(
                    link(context, member, seal), local.getAddress().getHostAddress()));
        }

        @Override
        public void dropped(ChannelHandlerContext context, String cause) {
            result.completeExceptionally(new ExchangeException(cause));
        }
    }
}
