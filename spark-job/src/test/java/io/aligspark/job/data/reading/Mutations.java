package io.aligspark.job.data.reading;

import java.util.Arrays;
import java.util.SplittableRandom;

/** Damages files: flips bits, writes extreme numbers, cuts off, cuts out, inserts and repeats. Its seed decides everything. */
public final class Mutations {
    private static final int HEADER = 64;
    private static final int MAX_CHANGES = 4;
    private static final int MAX_RUN = 40;
    private static final int[] EXTREMES = {0, 1, -1, Integer.MAX_VALUE, Integer.MIN_VALUE, 0x7f, 1 << 30, 1 << 16};

    private final SplittableRandom random;

    /** Mutations of a seed. */
    public Mutations(long seed) {
        random = new SplittableRandom(seed);
    }

    /** A damaged copy. */
    public byte[] of(byte[] file) {
        byte[] damaged = file.clone();
        for (int changes = 1 + random.nextInt(MAX_CHANGES); changes > 0 && damaged.length > 0; changes--) {
            damaged = once(damaged);
        }
        return damaged;
    }

    private byte[] once(byte[] file) {
        // Half of them near the beginning, where most lengths and types are.
        int place = random.nextInt(random.nextBoolean() ? file.length : Math.min(HEADER, file.length));
        int run = Math.min(1 + random.nextInt(MAX_RUN), file.length - place);
        byte[] bytes = new byte[run];
        random.nextBytes(bytes);
        switch (random.nextInt(8)) {
            case 0 -> {
                return Arrays.copyOf(file, place);
            }
            case 1 -> {
                return splice(file, place, place + run, new byte[0]);
            }
            case 2 -> {
                return splice(file, place, place, bytes);
            }
            case 3 -> {
                return splice(file, place, place, Arrays.copyOfRange(file, place, place + run));
            }
            case 4, 5 -> {
                int number = EXTREMES[random.nextInt(EXTREMES.length)];
                boolean bigEndian = random.nextBoolean();
                for (int i = 0; i < Integer.BYTES && place + i < file.length; i++) {
                    file[place + i] = (byte) (number >> (Byte.SIZE * (bigEndian ? Integer.BYTES - 1 - i : i)));
                }
            }
            default -> file[place] ^= (byte) (1 << random.nextInt(Byte.SIZE));
        }
        return file;
    }

    private static byte[] splice(byte[] file, int start, int end, byte[] between) {
        byte[] result = Arrays.copyOf(file, start + between.length + file.length - end);
        System.arraycopy(between, 0, result, start, between.length);
        System.arraycopy(file, end, result, start + between.length, file.length - end);
        return result;
    }
}
