package io.aligspark.networks;

import java.util.List;

/**
 * A layer whose arithmetic is plain Java on host arrays, the same for every engine: an engine only moves the arrays. It
 * suits layers that are many small operations, where an engine's calls would cost more than the arithmetic.
 */
public sealed interface HostLayer extends Layer permits DifferentiableNeuralComputer {

    /**
     * The layer's arithmetic.
     *
     * @param inputs shapes of the inputs, in order
     */
    Computation computation(List<Shape> inputs);

    /**
     * Forward and backward pass of the layer in double. One instance per thread; a pure function of its arguments, of
     * which samples are independent.
     */
    interface Computation {

        /**
         * Computes the outputs and keeps what {@link #backward} needs, until the next call.
         *
         * @param parameters {@code [p]} the layer's own tensors one after another, as {@link Layer#parameters} orders
         *     them; read only
         * @param input {@code [samples, ...]} row-major, read only
         * @param samples at least 1
         * @param output {@code [samples, ...]} row-major, overwritten
         */
        void forward(double[] parameters, double[] input, int samples, double[] output);

        /**
         * Gradients of a sum over the samples of the last {@link #forward}.
         *
         * @param outputGradient {@code [samples, ...]} of that sum on the outputs, read only
         * @param inputGradient {@code [samples, ...]}, overwritten
         * @param parameterGradient {@code [p]}, overwritten
         */
        void backward(double[] outputGradient, double[] inputGradient, double[] parameterGradient);
    }
}
