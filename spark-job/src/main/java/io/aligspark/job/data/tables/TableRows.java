package io.aligspark.job.data.tables;

import io.aligspark.job.data.DataException;
import io.aligspark.job.data.Packing;
import io.aligspark.job.data.Sample;
import java.util.Arrays;
import java.util.Iterator;
import org.apache.spark.sql.Row;

/** Packs the rows of one partition: columns of features, label, name of the file. Executor. */
final class TableRows implements Iterator<Sample> {
    private final TableReader reader;
    private final Iterator<Row> rows;

    TableRows(TableReader reader, Iterator<Row> rows) {
        this.reader = reader;
        this.rows = rows;
    }

    @Override
    public boolean hasNext() {
        try {
            return rows.hasNext();
        } catch (Exception e) {
            throw unreadable(e);
        }
    }

    @Override
    public Sample next() {
        Row row;
        try {
            row = rows.next();
        } catch (Exception e) {
            throw unreadable(e);
        }
        return reader.badRecords().sample(0, () -> sample(row));
    }

    private Sample sample(Row row) {
        try {
            byte[] packed = reader.columns().pack(row);
            float[] target = {Packing.getFloat(packed, 0)};
            byte[] features = Arrays.copyOfRange(packed, Float.BYTES, packed.length);
            return new Sample(Packing.hash(packed), target, features);
        } catch (IllegalArgumentException e) {
            throw new DataException(reader.key() + ": " + place(row) + ": " + e.getMessage(), e);
        }
    }

    /** A row has no number: its file, if Spark knows it, label and first column tell it from others. */
    private String place(Row row) {
        int label = reader.columns().features().size();
        String file = row.getString(label + 1);
        return (file.isEmpty() ? reader.place() : file) + ", row with label " + TableColumns.text(row.get(label))
                + " and " + reader.columns().features().get(0).name() + " " + TableColumns.text(row.get(0));
    }

    private DataException unreadable(Exception failure) {
        // A task that is stopped fails in any case.
        return TableFault.of(reader.key(), reader.place(), failure);
    }
}
