package io.aligspark.job.exchange;

import io.aligspark.job.exchange.seal.ChecksumSeal;
import io.aligspark.job.exchange.seal.EncryptingSeal;
import io.aligspark.job.exchange.seal.Seal;
import io.aligspark.job.exchange.seal.Secret;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Both ends prove that they know the run's secret, by a challenge and a response each way, before anything else is read.
 *
 * <pre>
 * client: magic, member it is, member it wants, its nonce
 * server: its nonce, HMAC("server", all of this)
 * client: HMAC("client", all of this)
 * </pre>
 *
 * Whatever does not fit, or takes too long, is dropped. Keys of an encrypted connection come from the same bytes.
 */
// Failed writes and closes show as exceptionCaught or channelInactive.
@SuppressWarnings("FutureReturnValueIgnored")
final class Handshake extends ByteToMessageDecoder {
    private static final long MAGIC = 0x414c494758303031L; // ALIGX001
    private static final int NONCE = 32;
    private static final int PROOF = 32;
    private static final int HELLO = Long.BYTES + 2 * Integer.BYTES + NONCE;

    /** Told how it ended, on the connection's thread. */
    interface Listener {
        /** The other end is that member; {@code seal} is for what follows. */
        void proven(ChannelHandlerContext context, int member, Seal seal);

        /** The connection is closed. */
        void dropped(ChannelHandlerContext context, String cause);
    }

    private final Secret secret;
    private final boolean encrypted;
    private final boolean client;
    private final int self;
    private final int other;
    private final long timeoutMillis;
    private final Listener listener;
    /** Everything both ends have said before their proofs. */
    private final ByteBuffer transcript = ByteBuffer.allocate(1 + HELLO + NONCE);

    private boolean helloSeen;
    private boolean ended;

    private Handshake(Secret secret, ExchangeOptions options, boolean client, int self, int other, Listener listener) {
        this.secret = secret;
        this.encrypted = options.encrypted();
        this.client = client;
        this.self = self;
        this.other = other;
        this.timeoutMillis = options.handshakeTimeout().toMillis();
        this.listener = listener;
        transcript.put((byte) (encrypted ? 1 : 0));
    }

    /** The end that connects. */
    static Handshake client(Secret secret, ExchangeOptions options, int self, int wanted, Listener listener) {
        return new Handshake(secret, options, true, self, wanted, listener);
    }

    /** The end that listens. */
    static Handshake server(Secret secret, ExchangeOptions options, int self, Listener listener) {
        return new Handshake(secret, options, false, self, self, listener);
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        if (client) {
            byte[] hello = ByteBuffer.allocate(HELLO)
                    .putLong(MAGIC)
                    .putInt(self)
                    .putInt(other)
                    .put(Secret.random())
                    .array();
            transcript.put(hello);
            context.writeAndFlush(Unpooled.wrappedBuffer(hello));
        }
        context.executor()
                .schedule(
                        () -> drop(context, "it did not prove to belong to the run in " + timeoutMillis + " ms"),
                        timeoutMillis,
                        TimeUnit.MILLISECONDS);
        context.fireChannelActive();
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
        if (ended) {
            in.skipBytes(in.readableBytes());
        } else if (client) {
            readServer(context, in);
        } else if (!helloSeen) {
            readHello(context, in);
        } else if (in.readableBytes() >= PROOF) {
            boolean proven = isProof("client", in);
            int member = transcript.getInt(1 + Long.BYTES);
            end(context, proven, member);
        }
    }

    private void readHello(ChannelHandlerContext context, ByteBuf in) {
        if (in.readableBytes() >= Long.BYTES && in.getLong(in.readerIndex()) != MAGIC) {
            drop(context, "its first bytes are not those of a member");
        } else if (in.readableBytes() >= HELLO) {
            byte[] hello = new byte[HELLO];
            in.readBytes(hello);
            if (ByteBuffer.wrap(hello).getInt(Long.BYTES + Integer.BYTES) != self) {
                drop(context, "it looks for another member");
                return;
            }
            byte[] nonce = Secret.random();
            transcript.put(hello).put(nonce);
            context.writeAndFlush(Unpooled.wrappedBuffer(nonce, secret.sign("server", transcript.array())));
            helloSeen = true;
        }
    }

    private void readServer(ChannelHandlerContext context, ByteBuf in) {
        if (in.readableBytes() >= NONCE + PROOF) {
            byte[] nonce = new byte[NONCE];
            in.readBytes(nonce);
            transcript.put(nonce);
            boolean proven = isProof("server", in);
            if (proven) {
                context.writeAndFlush(Unpooled.wrappedBuffer(secret.sign("client", transcript.array())));
            }
            end(context, proven, other);
        }
    }

    private boolean isProof(String role, ByteBuf in) {
        byte[] proof = new byte[PROOF];
        in.readBytes(proof);
        return MessageDigest.isEqual(proof, secret.sign(role, transcript.array()));
    }

    private void end(ChannelHandlerContext context, boolean proven, int member) {
        if (!proven) {
            drop(context, "it does not know the run's secret");
            return;
        }
        ended = true;
        listener.proven(context, member, seal());
        // What came after the proof goes to the handlers that the listener has added.
        context.pipeline().remove(this);
    }

    private Seal seal() {
        if (!encrypted) {
            return new ChecksumSeal();
        }
        byte[] fromClient = secret.sign("key of the client", transcript.array());
        byte[] fromServer = secret.sign("key of the server", transcript.array());
        return client ? new EncryptingSeal(fromClient, fromServer) : new EncryptingSeal(fromServer, fromClient);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        drop(context, "it hung up");
        context.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        drop(context, String.valueOf(cause.getMessage()));
    }

    private void drop(ChannelHandlerContext context, String cause) {
        if (!ended) {
            ended = true;
            context.close();
            listener.dropped(context, cause);
        }
    }
}
