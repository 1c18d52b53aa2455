package io.aligspark.job.exchange.seal;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.codec.CorruptedFrameException;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * AES-256-GCM with a key for each direction of one connection. The nonce is the frame's number, so that a frame that was
 * changed, repeated, left out or moved does not open.
 */
public final class EncryptingSeal implements Seal {
    private static final int TAG_BYTES = 16;
    private static final int NONCE_BYTES = 12;

    private final SecretKeySpec sendKey;
    private final SecretKeySpec receiveKey;
    private final Cipher cipher;
    private long sent;
    private long received;

    /** With 32 bytes each. */
    public EncryptingSeal(byte[] sendKey, byte[] receiveKey) {
        this.sendKey = new SecretKeySpec(sendKey, "AES");
        this.receiveKey = new SecretKeySpec(receiveKey, "AES");
        try {
            cipher = Cipher.getInstance("AES/GCM/NoPadding");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no AES-GCM", e);
        }
    }

    @Override
    public ByteBuf seal(ByteBufAllocator allocator, ByteBuf body) {
        return crypt(allocator, Cipher.ENCRYPT_MODE, sendKey, sent++, body, body.readableBytes() + TAG_BYTES);
    }

    @Override
    public ByteBuf open(ByteBufAllocator allocator, ByteBuf sealed) {
        int length = sealed.readableBytes() - TAG_BYTES;
        if (length < 0) {
            throw new CorruptedFrameException("a frame is too short to be authentic");
        }
        return crypt(allocator, Cipher.DECRYPT_MODE, receiveKey, received++, sealed, length);
    }

    private ByteBuf crypt(
            ByteBufAllocator allocator, int mode, SecretKeySpec key, long number, ByteBuf from, int length) {
        byte[] nonce =
                ByteBuffer.allocate(NONCE_BYTES).putInt(0).putLong(number).array();
        ByteBuf to = allocator.directBuffer(length);
        try {
            cipher.init(mode, key, new GCMParameterSpec(Byte.SIZE * TAG_BYTES, nonce));
            cipher.doFinal(from.nioBuffer(), to.nioBuffer(0, length));
            return to.writerIndex(length);
        } catch (AEADBadTagException e) {
            to.release();
            throw new CorruptedFrameException("a frame is not authentic", e);
        } catch (GeneralSecurityException e) {
            to.release();
            throw new IllegalStateException("AES-GCM failed", e);
        }
    }
}
