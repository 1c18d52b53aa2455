package io.aligspark.job.data.reading;

import io.aligspark.job.data.DataConfig;
import io.aligspark.job.data.DataException;
import io.aligspark.job.data.DataSource;
import io.aligspark.job.data.files.HadoopConf;
import io.aligspark.job.data.files.InputFiles;
import java.io.Serializable;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * The files of a source, as driver and executors see them. Driver.
 *
 * @param bytes that the driver sees
 * @param deviating what executors see that is anything else: a number of bytes or a message
 */
public record DataAccess(long bytes, Set<String> deviating) {

    /**
     * Looks from the driver and from as many tasks as there are slots.
     *
     * @throws DataException if the driver sees nothing
     */
    public static DataAccess of(JavaSparkContext spark, DataConfig config, DataSource source, int slots) {
        Look look = new Look(
                config.root(),
                Stream.of(source.samples(), source.labels())
                        .filter(path -> !path.isBlank())
                        .toList());
        long bytes = look.bytes(spark.hadoopConfiguration());
        HadoopConf hadoop = new HadoopConf(spark.hadoopConfiguration());
        List<Integer> tasks = IntStream.range(0, slots).boxed().toList();
        Set<String> seen = new TreeSet<>(spark.parallelize(tasks, slots)
                .map(task -> look.describe(hadoop.get()))
                .collect());
        seen.remove(bytes + " bytes");
        return new DataAccess(bytes, seen);
    }

    private record Look(String root, List<String> paths) implements Serializable {
        long bytes(Configuration hadoop) {
            return paths.stream()
                    .mapToLong(path -> InputFiles.storedBytes(hadoop, "data", root, path))
                    .sum();
        }

        String describe(Configuration hadoop) {
            try {
                return bytes(hadoop) + " bytes";
            } catch (DataException e) {
                return e.getMessage();
            }
        }
    }
}
