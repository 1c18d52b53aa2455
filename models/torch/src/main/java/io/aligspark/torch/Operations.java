package io.aligspark.torch;

import static org.bytedeco.pytorch.global.torch.avg_pool2d;
import static org.bytedeco.pytorch.global.torch.batch_norm;
import static org.bytedeco.pytorch.global.torch.cat;
import static org.bytedeco.pytorch.global.torch.conv2d;
import static org.bytedeco.pytorch.global.torch.linear;
import static org.bytedeco.pytorch.global.torch.max_pool2d;

import io.aligspark.networks.Activation;
import io.aligspark.networks.Add;
import io.aligspark.networks.BatchNormalization;
import io.aligspark.networks.BidirectionalLstm;
import io.aligspark.networks.Concatenation;
import io.aligspark.networks.Convolution;
import io.aligspark.networks.Dense;
import io.aligspark.networks.Dropout;
import io.aligspark.networks.Flatten;
import io.aligspark.networks.Layer;
import io.aligspark.networks.MaximumOverTime;
import io.aligspark.networks.PairFeatures;
import io.aligspark.networks.Pooling;
import java.util.List;
import java.util.Set;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch.DeviceType;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Layers as libtorch's operations.
 *
 * @param flat parameters and statistics
 * @param tensors makes masks
 * @param fp32 names of layers that compute in fp32 where others are in bfloat16
 */
record Operations(FlatTensors flat, Tensors tensors, Set<String> fp32) {

    /**
     * A layer's output.
     *
     * @param index of the layer in the network, key of its dropout mask
     * @param inputs {@code [n, ...]} each
     * @param overwrites whether an activation or a sum may overwrite its first input
     * @param training whether batch statistics and dropout are used
     * @param seed of dropout masks
     */
    Tensor apply(Layer layer, int index, List<Tensor> inputs, boolean overwrites, boolean training, long seed) {
        if (!fp32.contains(layer.name())) {
            return compute(layer, index, inputs, overwrites, training, seed);
        }
        List<Tensor> wide =
                inputs.stream().map(input -> input.to(ScalarType.Float)).toList();
        DeviceType device = wide.get(0).device().type();
        return Autocast.interrupted(device, () -> compute(layer, index, wide, overwrites, training, seed));
    }

    private Tensor compute(
            Layer layer, int index, List<Tensor> inputs, boolean overwrites, boolean training, long seed) {
        Tensor x = inputs.get(0);
        if (layer instanceof Dense) {
            List<Tensor> own = flat.of(layer);
            return linear(x, own.get(0), optional(own, 1));
        } else if (layer instanceof Convolution convolution) {
            List<Tensor> own = flat.of(layer);
            return conv2d(
                    x,
                    own.get(0),
                    optional(own, 1),
                    square(convolution.stride()),
                    square(convolution.padding()),
                    square(1),
                    1);
        } else if (layer instanceof BatchNormalization) {
            return normalise(layer, x, training);
        } else if (layer instanceof Activation activation) {
            return switch (activation.function()) {
                case RELU -> overwrites ? x.relu_() : x.relu();
                case TANH -> x.tanh();
                case SIGMOID -> x.sigmoid();
            };
        } else if (layer instanceof Pooling pooling) {
            return pool(pooling, x);
        } else if (layer instanceof Dropout dropout) {
            return training ? drop(dropout, index, x, seed) : x;
        } else if (layer instanceof Flatten) {
            return x.flatten(1, -1);
        } else if (layer instanceof Add) {
            Tensor first = overwrites ? x.add_(inputs.get(1)) : x.add(inputs.get(1));
            return inputs.stream().skip(2).reduce(first, Tensor::add);
        } else if (layer instanceof Concatenation) {
            return cat(new TensorVector(inputs.toArray(Tensor[]::new)), 1);
        } else if (layer instanceof BidirectionalLstm lstm) {
            return Sequences.lstm(x, lstm.hidden(), flat.of(layer), training);
        } else if (layer instanceof MaximumOverTime maximum) {
            return Sequences.maximum(x, maximum.padding());
        } else if (layer instanceof PairFeatures) {
            Tensor u = x.select(1, 0);
            Tensor v = x.select(1, 1);
            return cat(new TensorVector(u, v, u.sub(v).abs(), u.mul(v)), 1);
        }
        throw new IllegalStateException("layer \"" + layer.name() + "\" is of an unknown kind: " + layer);
    }

    /**
     * With momentum 1 the running statistics become the batch's mean and unbiased variance; {@link FlatTensors} holds
     * those of training apart.
     */
    private Tensor normalise(Layer layer, Tensor x, boolean training) {
        List<Tensor> own = flat.of(layer);
        List<Tensor> statistics = flat.statistics(layer, training);
        return batch_norm(
                x,
                optional(own, 0),
                optional(own, 1),
                optional(statistics, 0),
                optional(statistics, 1),
                training,
                1,
                BatchNormalization.EPSILON,
                true);
    }

    private static Tensor pool(Pooling pooling, Tensor x) {
        long[] kernel = square(pooling.kernel());
        long[] stride = square(pooling.stride());
        long[] padding = square(pooling.padding());
        return switch (pooling.kind()) {
            case MAXIMUM -> max_pool2d(x, kernel, stride, padding, square(1), false);
            case AVERAGE -> avg_pool2d(x, kernel, stride, padding, false, true, new LongOptional());
        };
    }

    private Tensor drop(Dropout dropout, int index, Tensor x, long seed) {
        float[] mask = dropout.mask(seed, index, Math.toIntExact(x.numel()));
        return x.mul(tensors.of(mask, x.shape()).to(x.scalar_type()));
    }

    private static TensorOptional optional(List<Tensor> tensors, int index) {
        return index < tensors.size() ? new TensorOptional(tensors.get(index)) : new TensorOptional();
    }

    private static long[] square(int side) {
        return new long[] {side, side};
    }
}
