package io.aligspark.job.exchange.seal;

import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** What only the members of one attempt of a run know: 256 random bits. Travels in Spark's task closures. */
public final class Secret implements Serializable {
    private static final long serialVersionUID = 1;
    private static final String HMAC = "HmacSHA256";
    private static final int BYTES = 32;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final byte[] key = random();

    /** 256 fresh random bits. */
    public static byte[] random() {
        byte[] bytes = new byte[BYTES];
        RANDOM.nextBytes(bytes);
        return bytes;
    }

    /** HMAC-SHA-256 of a label and data: a proof of knowing the secret, or a key derived from it. */
    public byte[] sign(String label, byte[] data) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(new SecretKeySpec(key, HMAC));
            mac.update(label.getBytes(StandardCharsets.UTF_8));
            mac.update((byte) 0);
            return mac.doFinal(data);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no " + HMAC, e);
        }
    }

    /** Never the key. */
    @Override
    public String toString() {
        return "Secret";
    }
}
