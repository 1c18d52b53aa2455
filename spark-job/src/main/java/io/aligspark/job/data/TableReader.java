package io.aligspark.job.data;

import io.aligspark.job.data.TableColumns.Column;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;

/**
 * Columns of a table, read by a data source of Spark. Tables have no order: a row's id is its content
 * ({@link ContentIds}).
 *
 * @param key of the path, for messages
 * @param place of the table, for messages
 */
record TableReader(String key, String place, TableColumns columns, BadRecordPolicy badRecords) implements Serializable {

    static SampleSet read(JavaSparkContext context, DataConfig config, DataConfig.Source source, String key) {
        var hadoop = context.hadoopConfiguration();
        Path path = InputFiles.requireAny(hadoop, key, config.root(), source.samples());
        String format = config.table().source();
        Dataset<Row> table;
        try {
            // Only here: Spark SQL takes a while to start.
            table = SparkSession.builder().getOrCreate().read().format(format).load(path.toString());
        } catch (Exception e) {
            // Undeclared, since it comes through Scala: no such source, or its files are none.
            throw new DataException(
                    key + ": " + path + " cannot be read as a table by Spark's source " + DataException.quote(format)
                            + " (data.table.source): " + rootCause(e),
                    e);
        }
        return of(table, config, key, path.toString());
    }

    /** The samples in a table. */
    static SampleSet of(Dataset<Row> table, DataConfig config, String key, String place) {
        List<String> names = new ArrayList<>(config.table().features());
        names.add(config.table().label());
        List<String> found = Arrays.asList(table.columns());
        for (String name : names) {
            if (!found.contains(name)) {
                throw new DataException(key + ": " + place + " has no column " + name
                        + " (data.table.features, data.table.label); it has " + found);
            }
        }
        List<Column> features = config.table().features().stream()
                .map(name -> new Column(name, kind(table, name, key, place)))
                .toList();
        TableReader reader = new TableReader(key, place, TableColumns.of(config, features), config.badRecords());
        org.apache.spark.sql.Column[] selected = new org.apache.spark.sql.Column[names.size() + 1];
        for (int i = 0; i < names.size(); i++) {
            selected[i] = table.col('`' + names.get(i).replace("`", "``") + '`');
        }
        selected[names.size()] = functions.input_file_name();
        JavaRDD<Sample> rows = table.select(selected).toJavaRDD().mapPartitions(part -> new TableRows(reader, part));
        return new SampleSet(ContentIds.number(rows), decoder(config, reader.columns.elementType()));
    }

    private static SampleDecoder decoder(DataConfig config, ElementType elementType) {
        if (elementType == ElementType.UINT8 && config.shape().size() == 3) {
            return PixelDecoder.ofPixels(config);
        }
        if (!config.augment().equals(Augmentation.NONE)) {
            throw new DataException("data.augment.pad, flip must be 0, false unless data.table.features holds bytes");
        }
        return new NormalisingDecoder(config, elementType);
    }

    private static TableColumns.Kind kind(Dataset<Row> table, String name, String key, String place) {
        var type = table.schema().apply(name).dataType();
        return TableColumns.Kind.of(type)
                .orElseThrow(() -> new DataException(key + ": column " + name + " of " + place
                        + " must hold numbers, arrays of numbers, Spark ML vectors or bytes, but is of type "
                        + type.simpleString()));
    }

    static String rootCause(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return String.valueOf(cause.getMessage());
    }
}
