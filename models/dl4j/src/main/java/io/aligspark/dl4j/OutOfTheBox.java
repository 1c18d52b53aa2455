package io.aligspark.dl4j;

import io.aligspark.networks.BidirectionalLstm;
import io.aligspark.networks.Layer;
import io.aligspark.networks.MaximumOverTime;
import io.aligspark.networks.PairFeatures;
import io.aligspark.networks.Shape;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.graph.ReshapeVertex;
import org.deeplearning4j.nn.conf.graph.SubsetVertex;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.recurrent.Bidirectional;
import org.nd4j.linalg.activations.impl.ActivationSigmoid;
import org.nd4j.linalg.activations.impl.ActivationTanH;

/**
 * DL4J's own layers on sequences, for {@link Layers#OUT_OF_THE_BOX}. They know nothing of padding: right only where every
 * sequence is as long as the input, as in benchmarks. The sentences of a pair are two rows of the batch.
 */
final class OutOfTheBox {
    private OutOfTheBox() {}

    /** Adds DL4J's layers for one of ours; false if it is not of the kinds here. */
    static boolean add(ComputationGraphConfiguration.GraphBuilder graph, Layer layer, Shape input, String... from) {
        String name = layer.name();
        if (layer instanceof BidirectionalLstm lstm) {
            int channels = input.size(input.rank() - 1);
            String rows = name + " (rows)";
            graph.addVertex(rows, new ReshapeVertex(-1, input.size(input.rank() - 2), channels), from);
            LSTM direction = new LSTM.Builder()
                    .nIn(channels)
                    .nOut(lstm.hidden())
                    .activation(new ActivationTanH())
                    .gateActivationFunction(new ActivationSigmoid())
                    .dataFormat(RNNFormat.NWC)
                    .build();
            graph.addLayer(name, new Bidirectional(Bidirectional.Mode.CONCAT, direction), rows);
        } else if (layer instanceof MaximumOverTime) {
            graph.addLayer(
                    name,
                    new GlobalPoolingLayer.Builder(PoolingType.MAX)
                            .poolingDimensions(1)
                            .build(),
                    from);
        } else if (layer instanceof PairFeatures) {
            int channels = input.size(1);
            String pair = name + " (pair)";
            String u = name + " (u)";
            String v = name + " (v)";
            String[] differences = {name + " (u - v)", name + " (v - u)"};
            String distance = name + " (|u - v|)";
            String product = name + " (u v)";
            graph.addVertex(pair, new ReshapeVertex(-1, 2 * channels), from)
                    .addVertex(u, new SubsetVertex(0, channels - 1), pair)
                    .addVertex(v, new SubsetVertex(channels, 2 * channels - 1), pair)
                    .addVertex(differences[0], new ElementWiseVertex(ElementWiseVertex.Op.Subtract), u, v)
                    .addVertex(differences[1], new ElementWiseVertex(ElementWiseVertex.Op.Subtract), v, u)
                    .addVertex(distance, new ElementWiseVertex(ElementWiseVertex.Op.Max), differences)
                    .addVertex(product, new ElementWiseVertex(ElementWiseVertex.Op.Product), u, v)
                    .addVertex(name, new MergeVertex(), u, v, distance, product);
        } else {
            return false;
        }
        return true;
    }
}
