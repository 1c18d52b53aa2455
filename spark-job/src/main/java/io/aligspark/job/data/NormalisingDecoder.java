package io.aligspark.job.data;

import java.util.List;
import java.util.Objects;

/**
 * Unpacks and normalises samples: {@code (x * scale - mean[channel]) / std[channel]}, computed in double and rounded
 * once to float. Executor; immutable, so threads may share one.
 */
public final class NormalisingDecoder implements SampleDecoder {
    private static final long serialVersionUID = 1L;
    private static final int BYTE_VALUES = 256;

    private final ElementType elementType;
    private final int channels;
    private final int channelLength;
    private final double scale;
    private final double[] mean;
    private final double[] std;
    // [channels, 256]: the result for every byte. Empty for FLOAT32.
    private final float[][] byteResults;

    /**
     * A decoder for the samples of one configuration.
     *
     * @param config shape, scale, mean and std
     * @param elementType how the values are packed
     */
    public NormalisingDecoder(DataConfig config, ElementType elementType) {
        this.elementType = Objects.requireNonNull(elementType, "elementType");
        channels = config.channels();
        channelLength = config.sampleLength() / channels;
        scale = config.scale();
        mean = perChannel(config.mean(), channels);
        std = perChannel(config.std(), channels);
        byteResults = elementType == ElementType.UINT8 ? byteResults() : new float[0][];
    }

    @Override
    public void decode(byte[] features, float[] out, int offset) {
        SampleDecoder.requireLength(features, sampleBytes());
        Objects.checkFromIndexSize(offset, sampleLength(), out.length);
        switch (elementType) {
            case UINT8 -> decodeBytes(features, out, offset);
            case FLOAT32 -> decodeFloats(features, out, offset);
        }
    }

    private int sampleBytes() {
        return sampleLength() * elementType.bytes();
    }

    @Override
    public int sampleLength() {
        return channels * channelLength;
    }

    private void decodeBytes(byte[] features, float[] out, int offset) {
        for (int channel = 0; channel < channels; channel++) {
            float[] results = byteResults[channel];
            int base = channel * channelLength;
            for (int i = base; i < base + channelLength; i++) {
                out[offset + i] = results[Byte.toUnsignedInt(features[i])];
            }
        }
    }

    private void decodeFloats(byte[] features, float[] out, int offset) {
        for (int channel = 0; channel < channels; channel++) {
            int base = channel * channelLength;
            for (int i = base; i < base + channelLength; i++) {
                out[offset + i] = normalise(Packing.getFloat(features, Float.BYTES * i), channel);
            }
        }
    }

    private float normalise(double value, int channel) {
        return (float) ((value * scale - mean[channel]) / std[channel]);
    }

    private float[][] byteResults() {
        float[][] results = new float[channels][BYTE_VALUES];
        for (int channel = 0; channel < channels; channel++) {
            for (int value = 0; value < BYTE_VALUES; value++) {
                results[channel][value] = normalise(value, channel);
            }
        }
        return results;
    }

    private static double[] perChannel(List<Double> values, int channels) {
        double[] result = new double[channels];
        for (int channel = 0; channel < channels; channel++) {
            result[channel] = values.get(values.size() == 1 ? 0 : channel);
        }
        return result;
    }
}
