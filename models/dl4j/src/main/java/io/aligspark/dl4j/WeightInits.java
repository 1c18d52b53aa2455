package io.aligspark.dl4j;

import io.aligspark.networks.Initialisation;
import io.aligspark.networks.Initialiser;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.weights.IWeightInit;
import org.deeplearning4j.nn.weights.WeightInitConstant;
import org.deeplearning4j.nn.weights.WeightInitDistribution;
import org.deeplearning4j.nn.weights.WeightInitLecunUniform;
import org.deeplearning4j.nn.weights.WeightInitNormal;
import org.deeplearning4j.nn.weights.WeightInitRelu;
import org.deeplearning4j.nn.weights.WeightInitReluUniform;
import org.deeplearning4j.nn.weights.WeightInitSigmoidUniform;
import org.deeplearning4j.nn.weights.WeightInitUniform;
import org.deeplearning4j.nn.weights.WeightInitXavier;
import org.deeplearning4j.nn.weights.WeightInitXavierUniform;
import org.nd4j.shade.jackson.databind.JsonNode;

/** DL4J's weight initialisations as ours: the same distributions, drawn from our generator. */
final class WeightInits {
    private WeightInits() {}

    /**
     * The same distribution at these fans, which DL4J counts in its own way.
     *
     * @throws IllegalArgumentException if there is none, naming the vertex
     */
    static Initialisation of(String vertex, IWeightInit init, double fanIn, double fanOut) {
        return new Initialisation.Fixed(initialiser(vertex, init, fanIn, fanOut));
    }

    private static Initialiser initialiser(String vertex, IWeightInit init, double fanIn, double fanOut) {
        if (init instanceof WeightInitXavier) {
            return normal(2 / (fanIn + fanOut));
        } else if (init instanceof WeightInitXavierUniform) {
            return uniform(6 / (fanIn + fanOut));
        } else if (init instanceof WeightInitRelu) {
            return normal(2 / fanIn);
        } else if (init instanceof WeightInitReluUniform) {
            return uniform(6 / fanIn);
        } else if (init instanceof WeightInitNormal) {
            // NORMAL, LECUN_NORMAL and XAVIER_FAN_IN alike.
            return normal(1 / fanIn);
        } else if (init instanceof WeightInitLecunUniform) {
            // Not LeCun's 3 / fanIn: DL4J has no root over the 3.
            return uniform(9 / fanIn);
        } else if (init instanceof WeightInitUniform) {
            return uniform(1 / fanIn);
        } else if (init instanceof WeightInitSigmoidUniform) {
            return uniform(16 * 6 / (fanIn + fanOut));
        } else if (init instanceof WeightInitConstant) {
            return new Initialiser.Constant((float) json(init).path("value").asDouble());
        } else if (init instanceof WeightInitDistribution) {
            return distribution(vertex, json(init).path("distribution"));
        }
        throw ConfigurationImport.refused(
                vertex,
                "weight initialisation "
                        + (init == null ? "(none)" : init.getClass().getSimpleName()),
                "XAVIER, XAVIER_UNIFORM, XAVIER_FAN_IN, RELU, RELU_UNIFORM, LECUN_NORMAL, LECUN_UNIFORM, NORMAL, UNIFORM,"
                        + " SIGMOID_UNIFORM, ZERO, ONES, and normal or uniform distributions around 0");
    }

    private static Initialiser distribution(String vertex, JsonNode distribution) {
        if (distribution.path("mean").asDouble(-1) == 0
                && distribution.path("std").asDouble() > 0) {
            return normal(Math.pow(distribution.path("std").asDouble(), 2));
        }
        double upper = distribution.path("upper").asDouble();
        if (upper > 0 && distribution.path("lower").asDouble() == -upper) {
            return new Initialiser.Uniform(upper);
        }
        throw ConfigurationImport.refused(
                vertex, "weight distribution " + distribution, "normal or uniform distributions around 0");
    }

    /** Its fields have no accessors. */
    private static JsonNode json(IWeightInit init) {
        return NeuralNetConfiguration.mapper().valueToTree(init);
    }

    private static Initialiser normal(double variance) {
        return new Initialiser.Normal(Math.sqrt(variance));
    }

    private static Initialiser uniform(double squaredBound) {
        return new Initialiser.Uniform(Math.sqrt(squaredBound));
    }
}
