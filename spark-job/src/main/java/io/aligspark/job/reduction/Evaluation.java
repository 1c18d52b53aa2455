package io.aligspark.job.reduction;

import io.aligspark.networks.Batch;
import java.io.Serializable;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;

/**
 * Loss and accuracy of a model on every sample of a set.
 *
 * @param samples number of samples
 * @param lossMean mean loss
 * @param accuracy share of samples whose largest logit is the label's, in [0, 1]; ties go to the lower class
 */
public record Evaluation(long samples, double lossMean, double accuracy) {

    private record BlockSums(int index, int samples, double lossSum, int correct) implements Serializable {}

    /** Evaluates on the cluster, block by block; sums are added in block order. Driver. */
    public static Evaluation of(
            JavaSparkContext spark,
            JavaRDD<ShardBlock> blocks,
            ShardComputation computation,
            float[] parameters,
            float[] buffers) {
        Broadcast<FloatVector> sentParameters = spark.broadcast(new FloatVector(parameters));
        Broadcast<FloatVector> sentBuffers = spark.broadcast(new FloatVector(buffers));
        try {
            List<BlockSums> sums = blocks.map(block -> sums(
                            computation,
                            block,
                            sentParameters.value().values(),
                            sentBuffers.value().values()))
                    .collect();
            return combine(sums);
        } finally {
            sentParameters.destroy();
            sentBuffers.destroy();
        }
    }

    private static Evaluation combine(List<BlockSums> unordered) {
        List<BlockSums> sums = unordered.stream()
                .sorted(Comparator.comparingInt(BlockSums::index))
                .toList();
        long samples = 0;
        long correct = 0;
        double lossSum = 0;
        for (BlockSums block : sums) {
            samples += block.samples;
            correct += block.correct;
            lossSum += block.lossSum;
        }
        return new Evaluation(samples, lossSum / samples, (double) correct / samples);
    }

    private static BlockSums sums(ShardComputation computation, ShardBlock block, float[] parameters, float[] buffers) {
        Batch batch = computation.decode(
                block, IntStream.range(0, block.labels().length).toArray());
        float[] logits = computation.withEngine(engine -> engine.predict(parameters, buffers, batch));
        double lossSum = computation.loss().lossAndGradient(logits, batch.labels(), new float[logits.length]);
        int classes = logits.length / batch.size();
        int correct = 0;
        for (int sample = 0; sample < batch.size(); sample++) {
            int best = 0;
            for (int j = 1; j < classes; j++) {
                best = logits[sample * classes + j] > logits[sample * classes + best] ? j : best;
            }
            correct += best == batch.labels()[sample] ? 1 : 0;
        }
        return new BlockSums(block.index(), batch.size(), lossSum, correct);
    }
}
