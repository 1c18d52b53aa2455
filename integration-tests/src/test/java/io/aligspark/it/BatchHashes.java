package io.aligspark.it;

import io.aligspark.job.config.RunConfig;
import io.aligspark.job.config.Settings;
import io.aligspark.job.data.DataConfig;
import io.aligspark.job.data.SampleDecoder;
import io.aligspark.job.data.SampleSet;
import io.aligspark.job.data.reading.SampleReader;
import io.aligspark.job.shards.PackedSamples;
import io.aligspark.job.shards.ShardBlock;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.SparkEnv;
import org.apache.spark.sql.SparkSession;

/** An application of Spark: prints what the shards of each configuration in a folder hold, as a hash. */
public final class BatchHashes {
    private BatchHashes() {}

    /**
     * What became of a block.
     *
     * @param sha256 of its samples' places, values as the network reads them, and targets
     * @param executor that packed it
     */
    private record Packed(int index, String sha256, String executor) implements Serializable {}

    /**
     * The argument is the folder, whose table in JSON is also written as Parquet. Prints a line for each configuration, from
     * one thread and from executors of their own that read the files in other splits: master, name, hash, partitions that
     * were read, executors.
     */
    public static void main(String[] arguments) throws IOException {
        Path folder = Path.of(arguments[0]);
        try (SparkSession session = SparkSession.builder().master("local[1]").getOrCreate()) {
            session.read()
                    .json(folder.resolve("json").toString())
                    .repartition(3)
                    .write()
                    .parquet(folder.resolve("parquet").toString());
            describe(session, folder);
        }
        try (SparkSession session = SparkSession.builder()
                .master("local-cluster[2,1,1024]")
                .config("spark.hadoop.mapreduce.input.fileinputformat.split.maxsize", "200")
                .config("spark.sql.files.maxPartitionBytes", "300")
                .getOrCreate()) {
            describe(session, folder);
        }
        System.exit(0);
    }

    private static void describe(SparkSession session, Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(path -> path.toString().endsWith(".conf"))
                    .sorted()
                    .toList()) {
                RunConfig config = RunConfig.of(Settings.load(file.toString(), List.of()));
                System.out.println(
                        session.sparkContext().master() + " " + file.getFileName() + " " + describe(session, config));
            }
        }
    }

    private static String describe(SparkSession session, RunConfig config) {
        DataConfig data = config.data();
        SampleSet samples = SampleReader.read(session, data, data.train());
        PackedSamples.Training packed = PackedSamples.training(
                samples,
                data.validation(),
                config.train().batchSize(),
                config.train().shardSize(),
                config.train().seed(),
                true,
                session.sparkContext().defaultParallelism());
        SampleDecoder decoder = samples.decoder();
        List<Packed> blocks = packed.shards().of(2).map(block -> packed(block, decoder)).collect().stream()
                .sorted(Comparator.comparingInt(Packed::index))
                .toList();
        String hashes = blocks.stream().map(Packed::sha256).collect(Collectors.joining());
        return sha256(out -> out.write(hashes.getBytes(StandardCharsets.US_ASCII))) + " "
                + samples.samples().getNumPartitions() + " "
                + blocks.stream().map(Packed::executor).collect(Collectors.toCollection(TreeSet::new));
    }

    private static Packed packed(ShardBlock block, SampleDecoder decoder) {
        String sha256 = sha256(out -> {
            float[] values = new float[decoder.sampleLength()];
            for (int sample = 0; sample < block.size(); sample++) {
                out.writeLong(block.ids()[sample]);
                decoder.decode(block.features()[sample], values, 0);
                for (float value : values) {
                    out.writeInt(Float.floatToRawIntBits(value));
                }
            }
            for (float target : block.targets()) {
                out.writeInt(Float.floatToRawIntBits(target));
            }
        });
        return new Packed(block.index(), sha256, SparkEnv.get().executorId());
    }

    @FunctionalInterface
    private interface Writer {
        void writeTo(DataOutputStream out) throws IOException;
    }

    private static String sha256(Writer writer) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            try (DataOutputStream out =
                    new DataOutputStream(new DigestOutputStream(OutputStream.nullOutputStream(), digest))) {
                writer.writeTo(out);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
