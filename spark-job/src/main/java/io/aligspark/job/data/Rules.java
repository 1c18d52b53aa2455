package io.aligspark.job.data;

import java.util.List;

/** The checks of {@link DataConfig}: messages name the config key, the rule and the value. */
public final class Rules {
    // A sample of floats must fit into one byte array.
    private static final double MAX_VALUES = 1L << 29;

    private Rules() {}

    static void require(boolean condition, String key, String rule, Object value) {
        if (!condition) {
            throw new IllegalArgumentException(key + " must be " + rule + ", but was " + value);
        }
    }

    static void requireSource(DataFormat format, String key, DataSource source) {
        if (format == DataFormat.COPY_TASK) {
            boolean count = source.samples().matches("[1-9]\\d{0,8}");
            require(count, key + ".samples", "a number of sequences >= 1", DataException.quote(source.samples()));
        }
        require(!source.samples().isBlank(), key + ".samples", "a path", DataException.quote(source.samples()));
        if (format == DataFormat.SNLI) {
            return;
        }
        boolean needed = format == DataFormat.IDX;
        String rule = needed ? "a path (IDX keeps labels in a file of their own)" : "empty for " + format;
        require(needed != source.labels().isBlank(), key + ".labels", rule, DataException.quote(source.labels()));
    }

    static void requireShape(DataFormat format, List<Integer> shape) {
        if (format == DataFormat.COPY_TASK) {
            String fixed = DataFormat.COPY_TASK_SHAPE + " (time, channels) for copy-task";
            require(shape.equals(DataFormat.COPY_TASK_SHAPE), "data.shape", fixed, shape);
            return;
        }
        if (format == DataFormat.CIFAR || format == DataFormat.SVHN) {
            require(
                    shape.equals(DataFormat.CIFAR_SHAPE),
                    "data.shape",
                    DataFormat.CIFAR_SHAPE + " for " + format,
                    shape);
        }
        if (format == DataFormat.SNLI) {
            boolean pairs = shape.size() == 3 && shape.get(0) == 2;
            require(pairs, "data.shape", "[2, time, length of a word vector] for snli", shape);
        }
        boolean known = shape.size() == 1 || shape.size() == 3;
        String rule = "[features] or [channels, height, width], each >= 1";
        require(known && shape.stream().allMatch(size -> size >= 1), "data.shape", rule, shape);
        double length = shape.stream().mapToDouble(size -> size).reduce(1, (a, b) -> a * b);
        require(length < MAX_VALUES, "data.shape", "of fewer than 2^29 values", shape);
    }

    static void requireAugment(DataFormat format, List<Integer> shape, ImageOptions images, Augmentation augment) {
        boolean pixels = switch (format) {
            case IDX, CIFAR, SVHN, IMAGES, TABLE -> shape.size() == 3;
            case CSV, LIBSVM, SNLI, COPY_TASK -> false;
        };
        boolean changes = augment.pad() > 0 || augment.flip();
        require(pixels || !changes, "data.augment.pad, flip", "0, false unless samples are images", given(augment));
        if (changes) {
            int side = Math.min(shape.get(1), shape.get(2));
            require(augment.pad() <= side, "data.augment.pad", "<= " + side + " (data.shape)", augment.pad());
        }
        boolean cut = format == DataFormat.IMAGES && images.keep() == ImageOptions.Keep.ENCODED;
        String rule = "centre unless data.format = images with data.images.keep = encoded";
        require(cut || augment.crop() == Augmentation.Crop.CENTRE, "data.augment.crop", rule, "random");
    }

    private static String given(Augmentation augment) {
        return augment.pad() + ", " + augment.flip();
    }

    static void requirePerChannel(String key, List<Double> values, List<Integer> shape) {
        int channels = shape.get(0);
        String unit = shape.size() == 3 ? "channel" : "feature";
        String rule = channels == 1 ? "one number" : "one number or " + channels + " (one per " + unit + ")";
        require(values.size() == 1 || values.size() == channels, key, rule, values);
        require(values.stream().allMatch(Double::isFinite), key, "finite", values);
    }

    public static int length(List<Integer> shape) {
        return shape.stream().mapToInt(size -> size).reduce(1, Math::multiplyExact);
    }
}
