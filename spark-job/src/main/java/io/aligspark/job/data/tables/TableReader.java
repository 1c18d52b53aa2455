package io.aligspark.job.data.tables;

import io.aligspark.job.data.Augmentation;
import io.aligspark.job.data.BadRecordPolicy;
import io.aligspark.job.data.ContentIds;
import io.aligspark.job.data.DataConfig;
import io.aligspark.job.data.DataException;
import io.aligspark.job.data.DataSource;
import io.aligspark.job.data.ElementType;
import io.aligspark.job.data.NormalisingDecoder;
import io.aligspark.job.data.Sample;
import io.aligspark.job.data.SampleDecoder;
import io.aligspark.job.data.SampleSet;
import io.aligspark.job.data.TableOptions;
import io.aligspark.job.data.files.InputFiles;
import io.aligspark.job.data.images.PixelDecoder;
import java.io.Serializable;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Columns of a table, read by a data source of Spark. Tables have no order: a row's id is its content
 * ({@link ContentIds}).
 *
 * @param key of the path, for messages
 * @param place of the table, for messages
 */
public record TableReader(String key, String place, TableColumns columns, BadRecordPolicy badRecords)
        implements Serializable {

    public static SampleSet read(JavaSparkContext context, DataConfig config, DataSource source, String key) {
        Dataset<Row> table = table(context.hadoopConfiguration(), config, source, key);
        Path path = InputFiles.requireAny(context.hadoopConfiguration(), key, config.root(), source.samples());
        SampleSet samples = of(table, config, key, path.toString(), true);
        boolean empty;
        try {
            empty = table.isEmpty();
        } catch (Exception e) {
            throw TableFault.of(key, path.toString(), e);
        }
        if (empty) {
            throw new DataException(key + ": " + path + " holds no rows; expected at least one sample");
        }
        return samples;
    }

    /** The table with all its columns. */
    public static Dataset<Row> table(Configuration hadoop, DataConfig config, DataSource source, String key) {
        Path path = InputFiles.requireAny(hadoop, key, config.root(), source.samples());
        TableLayout.check(hadoop, key, path, config.table());
        return load(hadoop, config.table(), key, path);
    }

    private static Dataset<Row> load(Configuration hadoop, TableOptions table, String key, Path path) {
        // Only here: Spark SQL takes a while to start.
        SparkSession spark = SparkSession.builder().getOrCreate();
        DataFrameReader reader = spark.read().format(table.source());
        try {
            for (String option : table.options()) {
                int equals = option.indexOf('=');
                reader.option(option.substring(0, equals), option.substring(equals + 1));
            }
            return reader.load(path.toString());
        } catch (Exception | AssertionError | LinkageError e) {
            // Undeclared, since it comes through Scala: no such source, or its files are none.
            if (TableFault.isOfUnknownType(e)) {
                return loadUsed(hadoop, table, key, path, reader);
            }
            String fault = TableFault.of(key, path.toString(), e).getMessage();
            throw new DataException(
                    fault.replace(
                            " cannot be read: ",
                            " cannot be read as a table by Spark's source " + DataException.quote(table.source())
                                    + " (data.table.source): "),
                    e);
        }
    }

    /** Columns that are not used do not matter. */
    private static Dataset<Row> loadUsed(
            Configuration hadoop, TableOptions table, String key, Path path, DataFrameReader reader) {
        try {
            return reader.schema(ParquetColumns.of(hadoop, key, path, table)).load(path.toString());
        } catch (DataException e) {
            throw e;
        } catch (Exception e) {
            throw TableFault.of(key, path.toString(), e);
        }
    }

    /** The samples in a table. */
    public static SampleSet of(Dataset<Row> table, DataConfig config, String key, String place, boolean ofFiles) {
        TableSelection selection = TableSelection.of(table, config.table(), key, place, ofFiles);
        TableColumns columns = TableColumns.of(config, selection.features());
        TableReader reader = new TableReader(key, place, columns, config.badRecords());
        JavaRDD<Sample> rows = selection.rows().toJavaRDD().mapPartitions(part -> new TableRows(reader, part));
        return SampleSet.ofRows(rows, decoder(config, columns.elementType()));
    }

    static SampleDecoder decoder(DataConfig config, ElementType elementType) {
        if (elementType == ElementType.UINT8 && config.shape().size() == 3) {
            return PixelDecoder.ofPixels(config);
        }
        if (!config.augment().equals(Augmentation.NONE)) {
            throw new DataException("data.augment.pad, flip must be 0, false unless data.table.features holds bytes");
        }
        return new NormalisingDecoder(config, elementType);
    }
}
