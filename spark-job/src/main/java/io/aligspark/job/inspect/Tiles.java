package io.aligspark.job.inspect;

import io.aligspark.job.data.DataConfig;
import io.aligspark.job.data.Sample;
import io.aligspark.job.data.SampleDecoder;
import java.awt.image.BufferedImage;
import java.util.Optional;
import java.util.SplittableRandom;

/** Makes images for people of what enters the network: the normalisation is taken back. Driver. */
final class Tiles {
    private static final double WHITE = 255;

    private final DataConfig data;
    private final Scaling scaling;
    private final double black;
    private final double white;

    Tiles(DataConfig data, Statistics statistics) {
        this.data = data;
        scaling = new Scaling(data);
        double min =
                statistics.raw.stream().mapToDouble(range -> range.min).min().orElse(0);
        double max =
                statistics.raw.stream().mapToDouble(range -> range.max).max().orElse(WHITE);
        // Bytes are shown as they are; other numbers fill the range from black to white.
        boolean bytes = min >= -0.5 && max <= WHITE + 0.5 && max > WHITE / 2;
        black = bytes ? 0 : min;
        white = bytes ? WHITE : Math.max(max, min + 1e-9);
    }

    /** A sample; with {@code random}, as it is augmented. */
    BufferedImage image(SampleDecoder decoder, Sample sample, Optional<SplittableRandom> random) {
        float[] values = new float[decoder.sampleLength()];
        if (random.isPresent()) {
            decoder.decodeAugmented(sample.features(), random.get(), values, 0);
        } else {
            decoder.decode(sample.features(), values, 0);
        }
        int channels = data.shape().get(0);
        int height = data.shape().get(1);
        int width = data.shape().get(2);
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int pixel = 0; pixel < height * width; pixel++) {
            int rgb = 0;
            for (int color = 0; color < 3; color++) {
                int index = (channels == 1 ? 0 : color) * height * width + pixel;
                rgb = rgb << 8 | level(scaling.raw(values[index], index));
            }
            image.setRGB(pixel % width, pixel / width, rgb);
        }
        return image;
    }

    private int level(double raw) {
        return (int) Math.max(0, Math.min(WHITE, Math.rint((raw - black) / (white - black) * WHITE)));
    }
}
