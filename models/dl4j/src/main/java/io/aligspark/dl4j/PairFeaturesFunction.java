package io.aligspark.dl4j;

import io.aligspark.networks.PairFeatures;
import java.io.Serial;

/** {@link PairFeatures} on {@code [n, 2, c]}. */
final class PairFeaturesFunction implements HostFunction {
    @Serial
    private static final long serialVersionUID = 1;

    @Override
    public long[] outputShape(long[] shape) {
        return new long[] {shape[0], 4 * shape[2]};
    }

    @Override
    public void forward(NativeArray input, long[] shape, NativeArray output) {
        int channels = (int) shape[2];
        double[] pair = new double[2 * channels];
        double[] features = new double[4 * channels];
        for (int sample = 0; sample < shape[0]; sample++) {
            input.get(sample * pair.length, pair, pair.length);
            for (int c = 0; c < channels; c++) {
                double u = pair[c];
                double v = pair[channels + c];
                features[c] = u;
                features[channels + c] = v;
                features[2 * channels + c] = Math.abs(u - v);
                features[3 * channels + c] = u * v;
            }
            output.put(sample * features.length, features, features.length);
        }
    }

    @Override
    public void backward(NativeArray input, long[] shape, NativeArray outputGradient, NativeArray inputGradient) {
        int channels = (int) shape[2];
        double[] pair = new double[2 * channels];
        double[] gradient = new double[4 * channels];
        for (int sample = 0; sample < shape[0]; sample++) {
            input.get(sample * pair.length, pair, pair.length);
            outputGradient.get(sample * gradient.length, gradient, gradient.length);
            for (int c = 0; c < channels; c++) {
                double u = pair[c];
                double v = pair[channels + c];
                double distance = gradient[2 * channels + c] * Math.signum(u - v);
                double product = gradient[3 * channels + c];
                pair[c] = gradient[c] + distance + product * v;
                pair[channels + c] = gradient[channels + c] - distance + product * u;
            }
            inputGradient.put(sample * pair.length, pair, pair.length);
        }
    }
}
