package io.aligspark.job.data.images;

import io.aligspark.job.data.Augmentation;
import io.aligspark.job.data.DataConfig;
import io.aligspark.job.data.ElementType;
import io.aligspark.job.data.NormalisingDecoder;
import io.aligspark.job.data.SampleDecoder;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.SplittableRandom;

/** Images: decodes photos that are kept encoded, changes those of training at random, and normalises. */
public final class PixelDecoder implements SampleDecoder {
    private static final long serialVersionUID = 1L;

    /** Null where samples are pixels already. */
    private final ImageDecoder photos;

    private final NormalisingDecoder normaliser;
    private final Augmentation augmentation;
    private final int channels;
    private final int height;
    private final int width;

    private PixelDecoder(DataConfig config, ImageDecoder photos) {
        this.photos = photos;
        normaliser = new NormalisingDecoder(config, ElementType.UINT8);
        augmentation = config.augment();
        channels = config.shape().get(0);
        height = config.shape().get(1);
        width = config.shape().get(2);
    }

    /** Of samples that are pixels in c order of {@code data.shape}, a byte each. */
    public static SampleDecoder ofPixels(DataConfig config) {
        return config.augment().equals(Augmentation.NONE)
                ? new NormalisingDecoder(config, ElementType.UINT8)
                : new PixelDecoder(config, null);
    }

    /** Of samples that are image files. */
    public static SampleDecoder ofPhotos(DataConfig config) {
        return new PixelDecoder(config, ImageDecoder.of(config));
    }

    @Override
    public void decode(byte[] features, float[] out, int offset) {
        normaliser.decode(pixels(features, Optional.empty()), out, offset);
    }

    @Override
    public void decodeAugmented(byte[] features, SplittableRandom random, float[] out, int offset) {
        boolean moved = augmentation.crop() == Augmentation.Crop.RANDOM;
        byte[] pixels = pixels(features, moved ? Optional.of(random) : Optional.empty());
        normaliser.decode(augmentation.apply(pixels, channels, height, width, random), out, offset);
    }

    private byte[] pixels(byte[] features, Optional<SplittableRandom> random) {
        if (photos == null) {
            return features;
        }
        try {
            return photos.decode(new ByteArrayInputStream(features), random);
        } catch (IOException e) {
            // The reader has decoded it, too.
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public int sampleLength() {
        return normaliser.sampleLength();
    }
}
