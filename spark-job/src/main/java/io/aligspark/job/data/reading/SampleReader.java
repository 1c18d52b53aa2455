package io.aligspark.job.data.reading;

import io.aligspark.job.data.DataConfig;
import io.aligspark.job.data.DataException;
import io.aligspark.job.data.DataFormat;
import io.aligspark.job.data.DataSource;
import io.aligspark.job.data.Sample;
import io.aligspark.job.data.SampleSet;
import io.aligspark.job.data.arrays.CifarReader;
import io.aligspark.job.data.arrays.IdxReader;
import io.aligspark.job.data.arrays.SvhnReader;
import io.aligspark.job.data.files.InputFiles;
import io.aligspark.job.data.photos.ImagesReader;
import io.aligspark.job.data.sentences.SnliReader;
import io.aligspark.job.data.tables.TableReader;
import io.aligspark.job.data.text.CsvReader;
import io.aligspark.job.data.text.LibsvmReader;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Reads the files of a configuration. */
public final class SampleReader {
    private SampleReader() {}

    /**
     * Checks on the driver that the files are there and look right (headers only), and describes their reading, which
     * happens lazily on the executors (the word vectors of SNLI are read at once). An action on the result fails with a {@link DataException} in its cause chain
     * ({@link DataException#in}) if a file turns out to be bad, or, unless they are to be skipped, a record.
     *
     * <p>Sample ids are unique and depend on nothing but the files' contents and order: not on splits, cluster size,
     * folder, file system or compression.
     *
     * <ul>
     *   <li>CSV: index of the file in the sorted list of input files, and byte offset of the row: no collisions.
     *   <li>CIFAR, SVHN: index of the file likewise, and record number.
     *   <li>Images: index of the class's folder and of the file in it, both sorted by name; in archives: 64-bit hash of
     *       class and name.
     *   <li>IDX: record number.
     *   <li>SNLI: index of the file and byte offset of the line; in three files: line number.
     *   <li>LIBSVM, tables: 64-bit hash of label and features; duplicates are numbered. Two different rows of a million share
     *       a hash with a probability of 3e-8.
     * </ul>
     *
     * @param spark whose Hadoop configuration reaches the file systems
     * @param config the data's configuration
     * @param source {@link DataConfig#train()} or {@link DataConfig#test()}
     * @return the samples, lazily
     * @throws DataException if a path is missing or empty, or a header contradicts the configuration
     */
    public static SampleSet read(JavaSparkContext spark, DataConfig config, DataSource source) {
        String key = source.equals(config.test()) && !source.equals(config.train()) ? "data.test" : "data.train";
        SampleSet set = switch (config.format()) {
            case CSV -> CsvReader.read(spark, config, source, key + ".samples");
            case CIFAR -> CifarReader.read(spark, config, source, key + ".samples");
            case SVHN -> SvhnReader.read(spark, config, source, key + ".samples");
            case IMAGES -> ImagesReader.read(spark, config, source, key + ".samples");
            case SNLI -> SnliReader.read(spark, config, source, key);
            case IDX -> IdxReader.read(spark, config, source, key);
            case LIBSVM -> LibsvmReader.read(spark, config, source, key + ".samples");
            case TABLE -> TableReader.read(spark, config, source, key + ".samples");
            case COPY_TASK -> CopyTask.read(spark, config, source, key);
        };
        return set.withPolicy(config.badRecords());
    }

    /** As {@link #read(JavaSparkContext, DataConfig, DataSource)}; tables are read by the active session in any case. */
    public static SampleSet read(SparkSession spark, DataConfig config, DataSource source) {
        return read(JavaSparkContext.fromSparkContext(spark.sparkContext()), config, source);
    }

    /**
     * The samples in a table of Spark's, lazily, as {@link #read(JavaSparkContext, DataConfig, DataSource)} gives those of files.
     *
     * @param table with the columns that {@link DataConfig#table()} names
     * @param config of format {@link DataFormat#TABLE}; its paths are not looked at
     * @return the samples, lazily
     * @throws DataException if a column is missing or of a type that holds no numbers
     */
    public static SampleSet ofTable(Dataset<Row> table, DataConfig config) {
        return TableReader.of(table, config, "table", "the table", false).withPolicy(config.badRecords());
    }

    /**
     * A table of a configuration, as Spark reads it, with all its columns.
     *
     * @param key of its path, for messages
     * @throws DataException if there is none, or it cannot be read as a table
     */
    public static Dataset<Row> table(SparkSession spark, DataConfig config, DataSource source, String key) {
        return TableReader.table(spark.sparkContext().hadoopConfiguration(), config, source, key);
    }

    /**
     * Reads one sample, in a task.
     *
     * @return what is wrong with it, if it is bad and to be skipped
     * @throws DataException if there is none, or reading it would stop a run
     */
    public static Optional<String> tryOne(JavaSparkContext spark, DataConfig config, DataSource source) {
        List<Sample> first;
        try {
            first = read(spark, config, source)
                    .rows()
                    .filter(row -> !row.isLeftOut())
                    .take(1);
        } catch (Exception e) {
            // Some of Spark's are checked, but undeclared, since they come through Scala.
            throw DataException.in(e).orElseGet(() -> new DataException("the data cannot be read: " + e, e));
        }
        if (first.isEmpty()) {
            throw new DataException("data: " + source.samples() + " holds no sample");
        }
        return Optional.ofNullable(first.get(0).fault());
    }

    /**
     * Bytes of the files that a source names, as stored. Driver.
     *
     * @return 0 where the source does not name them all (SNLI) or there are none
     */
    public static long storedBytes(JavaSparkContext spark, DataConfig config, DataSource source) {
        if (config.format() == DataFormat.SNLI || config.format() == DataFormat.COPY_TASK) {
            return 0;
        }
        Configuration hadoop = spark.hadoopConfiguration();
        return Stream.of(source.samples(), source.labels())
                .filter(path -> !path.isBlank())
                .mapToLong(path -> InputFiles.storedBytes(hadoop, "data", config.root(), path))
                .sum();
    }
}
