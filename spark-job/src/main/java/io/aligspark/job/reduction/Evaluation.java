package io.aligspark.job.reduction;

import com.esotericsoftware.kryo.DefaultSerializer;
import com.esotericsoftware.kryo.serializers.JavaSerializer;
import io.aligspark.job.shards.ShardBlock;
import io.aligspark.networks.Batch;
import java.io.Serializable;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;

/**
 * Loss and accuracy of a model on every sample of a set.
 *
 * @param samples number of samples
 * @param lossMean mean loss
 * @param accuracy share of samples whose largest logit is the label's, in [0, 1]; ties go to the lower class; NaN if the
 *     loss is not on classes
 * @param k of the next, at least 1
 * @param topKAccuracy share of samples whose label is among the k largest logits, likewise
 */
public record Evaluation(long samples, double lossMean, double accuracy, int k, double topKAccuracy) {

    @DefaultSerializer(JavaSerializer.class)
    private record BlockSums(int index, int samples, double lossSum, int correct, int topK) implements Serializable {}

    /**
     * Evaluates on the cluster, block by block; sums are added in block order. Driver.
     *
     * @param k of the top-k accuracy
     */
    public static Evaluation of(
            JavaSparkContext spark,
            JavaRDD<ShardBlock> blocks,
            ShardComputation computation,
            int k,
            float[] parameters,
            float[] buffers) {
        Broadcast<FloatVector> sentParameters = spark.broadcast(new FloatVector(parameters));
        Broadcast<FloatVector> sentBuffers = spark.broadcast(new FloatVector(buffers));
        try {
            List<BlockSums> sums = blocks.map(block -> sums(
                            computation,
                            k,
                            block,
                            sentParameters.value().values(),
                            sentBuffers.value().values()))
                    .collect();
            return combine(sums, k, computation.loss().onClasses());
        } finally {
            sentParameters.destroy();
            sentBuffers.destroy();
        }
    }

    private static Evaluation combine(List<BlockSums> unordered, int k, boolean onClasses) {
        List<BlockSums> sums = unordered.stream()
                .sorted(Comparator.comparingInt(BlockSums::index))
                .toList();
        long samples = 0;
        long correct = 0;
        long topK = 0;
        double lossSum = 0;
        for (BlockSums block : sums) {
            samples += block.samples;
            correct += block.correct;
            topK += block.topK;
            lossSum += block.lossSum;
        }
        return new Evaluation(
                samples,
                lossSum / samples,
                onClasses ? (double) correct / samples : Double.NaN,
                k,
                onClasses ? (double) topK / samples : Double.NaN);
    }

    private static BlockSums sums(
            ShardComputation computation, int k, ShardBlock block, float[] parameters, float[] buffers) {
        Batch batch = computation.decode(block, IntStream.range(0, block.size()).toArray());
        float[] logits = computation.withModel(parameters, buffers, model -> model.predict(batch));
        double lossSum =
                computation.loss().lossAndGradient(logits, batch.targets(), batch.size(), new float[logits.length]);
        if (!computation.loss().onClasses()) {
            return new BlockSums(block.index(), batch.size(), lossSum, 0, 0);
        }
        int classes = logits.length / batch.size();
        int correct = 0;
        int topK = 0;
        for (int sample = 0; sample < batch.size(); sample++) {
            int rank = rank(logits, sample * classes, classes, (int) batch.targets()[sample]);
            correct += rank == 0 ? 1 : 0;
            topK += rank < k ? 1 : 0;
        }
        return new BlockSums(block.index(), batch.size(), lossSum, correct, topK);
    }

    /** How many classes come before the label: those of larger logits, and of equal ones the lower. */
    private static int rank(float[] logits, int row, int classes, int label) {
        float own = logits[row + label];
        if (Float.isNaN(own)) {
            return classes;
        }
        int rank = 0;
        for (int j = 0; j < classes; j++) {
            float other = logits[row + j];
            rank += other > own || (other == own && j < label) ? 1 : 0;
        }
        return rank;
    }

    /** For people: {@code accuracy 95.00 %, loss 0.12345 (1,000 samples)}. */
    public String summary() {
        String text = String.format(Locale.ROOT, "loss %.5f (%,d samples)", lossMean, samples);
        if (k > 1 && !Double.isNaN(topKAccuracy)) {
            text = String.format(Locale.ROOT, "top-%d accuracy %.2f %%, %s", k, 100 * topKAccuracy, text);
        }
        return Double.isNaN(accuracy) ? text : String.format(Locale.ROOT, "accuracy %.2f %%, %s", 100 * accuracy, text);
    }
}
