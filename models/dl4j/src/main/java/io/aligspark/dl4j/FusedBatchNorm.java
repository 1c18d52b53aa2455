package io.aligspark.dl4j;

import io.aligspark.networks.BatchNormalization;
import java.io.Serial;
import java.nio.FloatBuffer;
import java.util.Collection;
import org.bytedeco.javacpp.FloatPointer;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.params.BatchNormalizationParamInitializer;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * DL4J's batch-normalisation layer with our arithmetic ({@link ChannelNormalization}) and, if wanted, the ReLU behind it.
 * Same parameters in the same places; on the host, by the calling thread.
 */
final class FusedBatchNorm extends org.deeplearning4j.nn.conf.layers.BatchNormalization {
    @Serial
    private static final long serialVersionUID = 1;

    private final boolean relu;

    FusedBatchNorm(int channels, boolean relu) {
        this.relu = relu;
        setNIn(channels);
        setNOut(channels);
        setEps(BatchNormalization.EPSILON);
        setDecay(0);
        setUseLogStd(false);
    }

    @Override
    public Layer instantiate(
            NeuralNetConfiguration configuration,
            Collection<TrainingListener> listeners,
            int index,
            INDArray parameters,
            boolean initialise,
            DataType type) {
        Implementation layer = new Implementation(configuration, type, relu);
        layer.setListeners(listeners);
        layer.setIndex(index);
        layer.setParamsViewArray(parameters);
        layer.setParamTable(initializer().init(configuration, parameters, initialise));
        layer.setConf(configuration);
        return layer;
    }

    private static final class Implementation extends org.deeplearning4j.nn.layers.normalization.BatchNormalization {
        @Serial
        private static final long serialVersionUID = 1;

        private final boolean relu;
        // Statistics of the last training pass, per channel.
        private transient float[] means = {};
        private transient double[] variances = {};
        // All elements of one channel.
        private transient float[] x = {};
        private transient float[] delta = {};

        Implementation(NeuralNetConfiguration configuration, DataType type, boolean relu) {
            super(configuration, type);
            this.relu = relu;
        }

        @Override
        public INDArray activate(boolean training, LayerWorkspaceMgr workspaces) {
            assertInputSet(false);
            INDArray in = rowMajor(input);
            INDArray out = workspaces.createUninitialized(ArrayType.ACTIVATIONS, in.dataType(), in.shape(), 'c');
            Channels from = new Channels(in);
            Channels to = new Channels(out);
            reserve(from);
            FloatBuffer runningMeans = buffer(getParam(BatchNormalizationParamInitializer.GLOBAL_MEAN));
            FloatBuffer runningVariances = buffer(getParam(BatchNormalizationParamInitializer.GLOBAL_VAR));
            for (int c = 0; c < from.channels; c++) {
                from.read(c, x);
                means[c] = training ? (float) ChannelNormalization.mean(x, from.length) : runningMeans.get(c);
                variances[c] =
                        training ? ChannelNormalization.variance(x, from.length, means[c]) : runningVariances.get(c);
                normalization(c).forward(x, from.length);
                to.write(c, x);
            }
            return out;
        }

        @Override
        public Pair<Gradient, INDArray> backpropGradient(INDArray epsilon, LayerWorkspaceMgr workspaces) {
            assertInputSet(true);
            Channels inputs = new Channels(rowMajor(input));
            Channels from = new Channels(rowMajor(epsilon));
            INDArray out =
                    workspaces.createUninitialized(ArrayType.ACTIVATION_GRAD, input.dataType(), input.shape(), 'c');
            Channels to = new Channels(out);
            FloatBuffer weight = view(BatchNormalizationParamInitializer.GAMMA);
            FloatBuffer shift = view(BatchNormalizationParamInitializer.BETA);
            FloatBuffer mean = view(BatchNormalizationParamInitializer.GLOBAL_MEAN);
            FloatBuffer variance = view(BatchNormalizationParamInitializer.GLOBAL_VAR);
            for (int c = 0; c < from.channels; c++) {
                inputs.read(c, x);
                from.read(c, delta);
                ChannelNormalization.Gradient of = normalization(c).backward(x, delta, from.length);
                to.write(c, delta);
                weight.put(c, (float) of.weight());
                shift.put(c, (float) of.shift());
                // DL4J's convention at decay 0: running statistic, here zero, minus the batch's.
                mean.put(c, -means[c]);
                variance.put(c, (float) -variances[c]);
            }
            Gradient gradients = new DefaultGradient();
            gradientViews.forEach(gradients::setGradientFor);
            return Pair.of(gradients, out);
        }

        private ChannelNormalization normalization(int channel) {
            float weight =
                    buffer(getParam(BatchNormalizationParamInitializer.GAMMA)).get(channel);
            float shift =
                    buffer(getParam(BatchNormalizationParamInitializer.BETA)).get(channel);
            return new ChannelNormalization(
                    means[channel], variances[channel], BatchNormalization.EPSILON, weight, shift, relu);
        }

        private FloatBuffer view(String parameter) {
            return buffer(gradientViews.get(parameter));
        }

        private void reserve(Channels shape) {
            if (means.length != shape.channels) {
                means = new float[shape.channels];
                variances = new double[shape.channels];
            }
            if (x.length < shape.length) {
                x = new float[shape.length];
                delta = new float[shape.length];
            }
        }

        private static INDArray rowMajor(INDArray array) {
            return org.nd4j.linalg.api.shape.Shape.hasDefaultStridesForShape(array) ? array : array.dup('c');
        }
    }

    private static FloatBuffer buffer(INDArray array) {
        return new FloatPointer(array.data().addressPointer())
                .capacity(array.length())
                .asBuffer();
    }

    /** An array {@code [n, channels, ...]} in row-major order, channel by channel. */
    private static final class Channels {
        private final FloatBuffer memory;
        private final int samples;
        private final int channels;
        private final int positions;
        /** Elements of a channel. */
        private final int length;

        Channels(INDArray array) {
            memory = buffer(array);
            samples = Math.toIntExact(array.size(0));
            channels = Math.toIntExact(array.size(1));
            length = Math.toIntExact(array.length() / channels);
            positions = length / samples;
        }

        void read(int channel, float[] values) {
            for (int n = 0; n < samples; n++) {
                memory.get((n * channels + channel) * positions, values, n * positions, positions);
            }
        }

        void write(int channel, float[] values) {
            for (int n = 0; n < samples; n++) {
                memory.put((n * channels + channel) * positions, values, n * positions, positions);
            }
        }
    }
}
