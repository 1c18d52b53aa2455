package io.aligspark.job.data.sentences;

import io.aligspark.job.data.BadRecordPolicy;
import io.aligspark.job.data.DataConfig;
import io.aligspark.job.data.DataException;
import io.aligspark.job.data.DataSource;
import io.aligspark.job.data.Labels;
import io.aligspark.job.data.Packing;
import io.aligspark.job.data.Sample;
import io.aligspark.job.data.SampleSet;
import io.aligspark.job.data.files.BinaryFile;
import io.aligspark.job.data.files.HadoopConf;
import io.aligspark.job.data.files.InputFiles;
import io.aligspark.job.data.files.TextFiles;
import java.io.Serializable;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.mapreduce.lib.input.FileSplit;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;

/**
 * Pairs of sentences as word vectors, packed as numbers of words. Two forms: JSON lines of SNLI 1.0, or three files of
 * one sentence or label a line, as InferSent prepares them: {@code s1.*} (the samples), {@code s2.*} beside it, and the
 * labels. Pairs without a gold label ({@code -}) are left out.
 *
 * <p>Words without a vector are dropped; {@code <s>} and {@code </s>} enclose the others if they have vectors; nothing
 * at all becomes a full stop. A longer sentence keeps its first words and both marks.
 */
public final class SnliReader {
    /** How labels are written unless {@code data.label-values} says otherwise. */
    static final List<String> CLASSES = List.of("entailment", "neutral", "contradiction");

    private SnliReader() {}

    /**
     * A pair as it stands in the files.
     *
     * @param place for error messages
     * @param fault what is wrong with a pair to be skipped, or null
     */
    record Pair(long id, float label, List<String> first, List<String> second, String place, String fault)
            implements Serializable {

        static Pair bad(long id, String fault) {
            return new Pair(id, Float.NaN, List.of(), List.of(), "", fault);
        }
    }

    /** Reads words and vectors in two jobs; the samples themselves are lazy. */
    public static SampleSet read(JavaSparkContext context, DataConfig config, DataSource source, String key) {
        JavaRDD<Pair> pairs = source.labels().isEmpty()
                ? jsonLines(context, config, source, key)
                : threeFiles(context, config, source, key);
        Set<String> words =
                new HashSet<>(pairs.mapPartitions(SnliReader::words).distinct().collect());
        words.addAll(WordVectors.ADDED);
        int time = config.shape().get(1);
        WordVectors vectors = WordVectors.read(context, config, words);
        Broadcast<Map<String, Integer>> numbers = context.broadcast(vectors.numbers());
        BadRecordPolicy policy = config.badRecords();
        JavaRDD<Sample> samples = pairs.map(pair -> pair.fault() != null
                ? Sample.bad(pair.id(), pair.fault())
                : policy.sample(pair.id(), () -> sample(pair, numbers.value(), time)));
        if (!vectors.bad().isEmpty()) {
            samples = samples.union(context.parallelize(vectors.bad(), 1));
        }
        Broadcast<float[]> table = context.broadcast(vectors.table());
        return new SampleSet(
                samples, new EmbeddingDecoder(table, time, config.shape().get(2)));
    }

    private static JavaRDD<Pair> jsonLines(JavaSparkContext context, DataConfig config, DataSource source, String key) {
        Configuration hadoop = context.hadoopConfiguration();
        InputFiles input = InputFiles.find(hadoop, key + ".samples", config.root(), source.samples());
        TextFiles.requireRow(hadoop, input, false, "blank lines", line -> !line.isBlank());
        var reader = new SnliLines(
                input.key(), new HadoopConf(hadoop), TextFiles.fileIndex(input), labels(config), config.badRecords());
        return TextFiles.lines(context, input)
                .mapPartitionsWithInputSplit(
                        (split, lines) -> reader.pairs(((FileSplit) split).getPath(), lines), false);
    }

    private static JavaRDD<Pair> threeFiles(
            JavaSparkContext context, DataConfig config, DataSource source, String key) {
        Configuration hadoop = context.hadoopConfiguration();
        Path first = new Path(source.samples());
        if (!first.getName().startsWith("s1")) {
            throw new DataException(key + ".samples: expected the file s1.* of first sentences, since " + key
                    + ".labels names a file, but found " + first);
        }
        Path second = new Path(source.samples()
                        .substring(
                                0, source.samples().length() - first.getName().length())
                + "s2" + first.getName().substring(2));
        List<BinaryFile> files = List.of(
                one(hadoop, key + ".samples", config.root(), first.toString()),
                one(hadoop, key + ".samples", config.root(), second.toString()),
                one(hadoop, key + ".labels", config.root(), source.labels()));
        HadoopConf carried = new HadoopConf(hadoop);
        Labels labels = labels(config);
        BadRecordPolicy policy = config.badRecords();
        return context.parallelize(List.of(0), 1).flatMap(task -> new SnliFiles(carried, files, labels, policy));
    }

    private static BinaryFile one(Configuration hadoop, String key, String root, String path) {
        List<BinaryFile> files = BinaryFile.check(hadoop, InputFiles.find(hadoop, key, root, path));
        if (files.size() != 1) {
            throw new DataException(key + ": expected one file, but " + path + " stands for " + files.size());
        }
        return files.get(0);
    }

    private static Labels labels(DataConfig config) {
        List<String> values = config.labelValues().isEmpty() ? CLASSES : config.labelValues();
        return Labels.of(config.format(), config.classes(), values);
    }

    private static Iterator<String> words(Iterator<Pair> pairs) {
        Set<String> words = new HashSet<>();
        pairs.forEachRemaining(pair -> {
            words.addAll(pair.first());
            words.addAll(pair.second());
        });
        return words.iterator();
    }

    private static Sample sample(Pair pair, Map<String, Integer> numbers, int time) {
        byte[] packed = new byte[2 * time * Integer.BYTES];
        int place = 0;
        for (List<String> sentence : List.of(pair.first(), pair.second())) {
            int[] sequence = sequence(sentence, numbers, time);
            if (sequence.length == 0) {
                throw new DataException(pair.place() + ": no word of " + sentence
                        + " has a vector (data.snli.vectors), nor has a full stop");
            }
            for (int i = 0; i < sequence.length; i++) {
                Packing.putInt(packed, (place + i) * Integer.BYTES, sequence[i]);
            }
            place += time;
        }
        return new Sample(pair.id(), new float[] {pair.label()}, packed);
    }

    /** The numbers of a sentence's words, no more than {@code time}. */
    private static int[] sequence(List<String> sentence, Map<String, Integer> numbers, int time) {
        int[] words = sentence.stream()
                .filter(numbers::containsKey)
                .mapToInt(numbers::get)
                .toArray();
        Integer begin = numbers.get(WordVectors.BEGIN);
        Integer end = numbers.get(WordVectors.END);
        if (begin != null && end != null && time > 2) {
            int kept = Math.min(words.length, time - 2);
            int[] enclosed = new int[kept + 2];
            enclosed[0] = begin;
            System.arraycopy(words, 0, enclosed, 1, kept);
            enclosed[kept + 1] = end;
            return enclosed;
        }
        Integer stop = numbers.get(WordVectors.FULL_STOP);
        if (words.length == 0 && stop != null) {
            return new int[] {stop};
        }
        return Arrays.copyOf(words, Math.min(words.length, time));
    }
}
