package io.aligspark.networks;

import java.util.SplittableRandom;

/**
 * Randomness as a pure function of named integers (seed, purpose, epoch, step, shard, ...), the same on any machine.
 *
 * <p>A key is mixed by SplitMix64's finaliser (Steele, Lea, Flood: "Fast splittable pseudorandom number generators",
 * OOPSLA 2014), the generator of {@link SplittableRandom}.
 */
public final class KeyedRandom {
    private static final long GAMMA = 0x9E3779B97F4A7C15L;

    /** What a draw is for, so that different uses of one seed are independent. */
    public enum Purpose {
        /** Initial parameters. */
        INITIALISATION(1),
        /** Which samples form the validation set and which logical shard owns a training sample. */
        ASSIGNMENT(2),
        /** The order of a shard's samples in one epoch. */
        ORDER(3),
        /** Dropout masks. */
        DROPOUT(4),
        /** Generated data. */
        GENERATION(5),
        /** Random changes of a training sample in one epoch. */
        AUGMENTATION(6),
        /** Which logical shard owns a training sample in one epoch, where samples move between shards. */
        RESHUFFLE(7);

        private final long code;

        Purpose(long code) {
            this.code = code;
        }
    }

    private KeyedRandom() {}

    /** The key of (seed, purpose, parts...): parts are order-sensitive. */
    public static long key(long seed, Purpose purpose, long... parts) {
        long key = mix(seed + GAMMA * purpose.code);
        for (long part : parts) {
            key = mix(key + GAMMA * (part + 1));
        }
        return key;
    }

    /** A generator that starts at {@link #key}. */
    public static SplittableRandom of(long seed, Purpose purpose, long... parts) {
        return new SplittableRandom(key(seed, purpose, parts));
    }

    /** The next draw in [0, 1), from the upper 53 bits. */
    public static double unit(SplittableRandom random) {
        return (random.nextLong() >>> 11) * 0x1.0p-53;
    }

    /** SplitMix64's finaliser: a bijection of 64-bit integers. */
    public static long mix(long value) {
        long z = value;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
