package io.aligspark.job.inspect;

import io.aligspark.job.data.DataConfig;
import io.aligspark.job.data.Sample;
import io.aligspark.job.data.SampleDecoder;
import io.aligspark.networks.KeyedRandom;
import io.aligspark.networks.KeyedRandom.Purpose;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What is known about the good samples of a source, or of a part of it. Executor, then driver, which adds the parts.
 * Picked samples depend on the seed and the ids alone.
 */
final class Statistics implements Serializable {
    private static final long serialVersionUID = 1;

    private final int picksPerClass;
    /** Samples by class; by 0 where the target is no class. */
    final Map<Integer, Long> perClass = new TreeMap<>();
    /** Of each class those whose key by (seed, id) is smallest, in this order. */
    final Map<Integer, List<Pick>> picks = new TreeMap<>();

    final Range targets = new Range();
    /** Of each channel: values as they stand in the files, and as they enter the network. */
    final List<Range> raw = new ArrayList<>();

    final List<Range> normalised = new ArrayList<>();
    long samples;
    long packedBytes;

    /**
     * A sample of the sheet.
     *
     * @param key order among the picks
     */
    record Pick(long key, Sample sample) implements Serializable {}

    /** Smallest, largest, mean and deviation of numbers. */
    static final class Range implements Serializable {
        private static final long serialVersionUID = 1;

        double min = Double.POSITIVE_INFINITY;
        double max = Double.NEGATIVE_INFINITY;
        private double sum;
        private double squares;
        private long count;

        void add(double value) {
            min = Math.min(min, value);
            max = Math.max(max, value);
            sum += value;
            squares += value * value;
            count++;
        }

        void add(Range other) {
            min = Math.min(min, other.min);
            max = Math.max(max, other.max);
            sum += other.sum;
            squares += other.squares;
            count += other.count;
        }

        double mean() {
            return sum / count;
        }

        double std() {
            return Math.sqrt(Math.max(0, squares / count - mean() * mean()));
        }
    }

    Statistics(int picksPerClass) {
        this.picksPerClass = picksPerClass;
    }

    /** Those of the samples of one partition. Executor. */
    static Statistics of(Iterator<Sample> samples, DataConfig config, SampleDecoder decoder, long seed, int picks) {
        Statistics statistics = new Statistics(picks);
        int channels = Scaling.channels(config);
        for (int i = 0; i < channels; i++) {
            statistics.raw.add(new Range());
            statistics.normalised.add(new Range());
        }
        Scaling scaling = new Scaling(config);
        float[] values = new float[decoder.sampleLength()];
        while (samples.hasNext()) {
            Sample sample = samples.next();
            if (sample.isBad()) {
                continue;
            }
            decoder.decode(sample.features(), values, 0);
            int channelLength = values.length / channels;
            for (int i = 0; i < values.length; i++) {
                statistics.normalised.get(i / channelLength).add(values[i]);
                statistics.raw.get(i / channelLength).add(scaling.raw(values[i], i));
            }
            statistics.count(sample, config, KeyedRandom.key(seed, Purpose.ASSIGNMENT, sample.id()));
        }
        return statistics;
    }

    private void count(Sample sample, DataConfig config, long key) {
        int label = config.classes() > 0 ? (int) sample.target()[0] : 0;
        samples++;
        packedBytes += sample.features().length + (long) Float.BYTES * sample.target().length + Long.BYTES;
        perClass.merge(label, 1L, Long::sum);
        for (float target : sample.target()) {
            targets.add(target);
        }
        pick(label, List.of(new Pick(key, sample)));
    }

    private void pick(int label, List<Pick> candidates) {
        List<Pick> best = picks.computeIfAbsent(label, x -> new ArrayList<>());
        best.addAll(candidates);
        best.sort(Comparator.comparingLong(Pick::key));
        while (best.size() > picksPerClass) {
            best.remove(best.size() - 1);
        }
    }

    /** Adds another part. */
    Statistics add(Statistics other) {
        samples += other.samples;
        packedBytes += other.packedBytes;
        other.perClass.forEach((label, count) -> perClass.merge(label, count, Long::sum));
        targets.add(other.targets);
        other.picks.forEach(this::pick);
        for (int i = 0; i < other.raw.size(); i++) {
            if (i == raw.size()) {
                raw.add(new Range());
                normalised.add(new Range());
            }
            raw.get(i).add(other.raw.get(i));
            normalised.get(i).add(other.normalised.get(i));
        }
        return this;
    }
}
