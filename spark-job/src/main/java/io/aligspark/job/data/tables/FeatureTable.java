package io.aligspark.job.data.tables;

import io.aligspark.job.data.DataConfig;
import io.aligspark.job.data.DataException;
import io.aligspark.job.data.SampleDecoder;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * A table whose columns of features are read for prediction: no label is needed. Made on the driver.
 *
 * @param rows the table's own columns, then those of the features
 * @param reader of the latter
 */
public record FeatureTable(Dataset<Row> rows, Reader reader) {

    /**
     * Finds the columns.
     *
     * @param config of a model that was trained on a table
     * @throws DataException if one is missing, or of a type that is not read
     */
    public static FeatureTable of(Dataset<Row> table, DataConfig config) {
        TableSelection selection = TableSelection.behind(table, config.table(), "the table");
        TableColumns columns = TableColumns.of(config, selection.features());
        return new FeatureTable(
                selection.rows(),
                new Reader(columns, table.columns().length, TableReader.decoder(config, columns.elementType())));
    }

    /**
     * Reads rows that are nothing but features: of values whose kinds are known from themselves.
     *
     * @param values vectors, lists of numbers, numbers, or one of bytes
     * @throws DataException if one is of no such type
     */
    public static Reader ofValues(DataConfig config, Row values) {
        List<TableColumns.Column> columns = new ArrayList<>();
        for (int i = 0; i < values.size(); i++) {
            columns.add(new TableColumns.Column("features", TableColumns.Kind.ofValue(values.get(i))));
        }
        TableColumns packing = TableColumns.of(config, columns);
        return new Reader(packing, 0, TableReader.decoder(config, packing.elementType()));
    }

    /**
     * Reads the features of a row. Executor.
     *
     * @param columns of features
     * @param from the first of them in a row
     * @param decoder of what they are packed into
     */
    public record Reader(TableColumns columns, int from, SampleDecoder decoder) implements Serializable {

        /**
         * The inputs of the network.
         *
         * @param inputs receives the values of a sample, from {@code offset} on
         * @throws DataException if the row breaks a rule
         */
        public void read(Row row, float[] inputs, int offset) {
            byte[] packed = new byte[columns.length() * columns.elementType().bytes()];
            try {
                columns.packFeatures(row, from, packed, 0);
            } catch (IllegalArgumentException e) {
                throw new DataException("prediction: a row of the table: " + e.getMessage(), e);
            }
            decoder.decode(packed, inputs, offset);
        }
    }
}
