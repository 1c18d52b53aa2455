package io.aligspark.job.inspect;

import io.aligspark.job.data.DataConfig;
import io.aligspark.job.data.DataFormat;
import java.io.Serializable;
import java.util.List;

/** Takes back what the normalisation of a configuration does. */
final class Scaling implements Serializable {
    private static final long serialVersionUID = 1;

    private final double scale;
    private final List<Double> mean;
    private final List<Double> std;
    private final int valuesPerEntry;

    Scaling(DataConfig config) {
        scale = config.scale();
        mean = config.mean();
        std = config.std();
        valuesPerEntry = config.sampleLength() / config.channels();
    }

    /** The value in the files of a value that enters the network, at a place in a sample. */
    double raw(double normalised, int index) {
        int entry = index / valuesPerEntry;
        double m = mean.get(mean.size() == 1 ? 0 : entry);
        double s = std.get(std.size() == 1 ? 0 : entry);
        return (normalised * s + m) / scale;
    }

    /** Whether samples are images that can be looked at: grey or RGB. */
    static boolean isImage(DataConfig config) {
        List<Integer> shape = config.shape();
        return config.format() != DataFormat.SNLI && shape.size() == 3 && (shape.get(0) == 1 || shape.get(0) == 3);
    }

    /** Parts of a sample that are described by themselves: channels of images; otherwise all is one. */
    static int channels(DataConfig config) {
        return isImage(config) ? config.shape().get(0) : 1;
    }
}
