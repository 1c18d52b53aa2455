package io.aligspark.job.data.text;

import io.aligspark.job.data.DataException;
import io.aligspark.job.data.Packing;
import io.aligspark.job.data.Sample;
import io.aligspark.job.data.files.InputFiles;
import io.aligspark.job.data.files.TextFiles;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.LongWritable;
import org.apache.hadoop.io.Text;
import scala.Tuple2;

/** Parses the lines of one split. Executor. */
final class CsvRows implements Iterator<Sample> {
    private final CsvReader reader;
    private final Path file;
    private final int fileIndex;
    private final CsvColumns columns;
    private final int[] featureColumns;
    private final Iterator<Tuple2<LongWritable, Text>> lines;
    private Sample next;

    CsvRows(CsvReader reader, Path file, Iterator<Tuple2<LongWritable, Text>> lines) {
        this.reader = reader;
        this.file = file;
        this.lines = lines;
        columns = reader.columns();
        featureColumns = columns.features().stream().mapToInt(Integer::intValue).toArray();
        fileIndex = TextFiles.index(reader.fileIndex(), reader.key(), file);
    }

    @Override
    public boolean hasNext() {
        while (next == null && TextFiles.hasNext(lines, reader.key(), file)) {
            Tuple2<LongWritable, Text> line = lines.next();
            next = parse(line._1().get(), line._2().toString());
        }
        return next != null;
    }

    @Override
    public Sample next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        Sample result = next;
        next = null;
        return result;
    }

    private Sample parse(long offset, String line) {
        if (offset == 0 && reader.csv().header()) {
            columns.header().requireSame(reader.key(), file, line, reader.csv().delimiter());
            return null;
        }
        if (line.isBlank()) {
            return null;
        }
        long id = InputFiles.id(fileIndex, offset);
        return reader.badRecords().sample(id, () -> parse(id, offset, line));
    }

    private Sample parse(long id, long offset, String line) {
        List<String> cells = CsvLine.split(line, reader.csv().delimiter());
        if (cells.isEmpty()) {
            throw fault(
                    offset, "expected a quoted cell to end within its line, but found " + DataException.quote(line));
        }
        if (cells.size() != columns.total()) {
            throw fault(offset, columns.expectedTotal(cells.size()));
        }
        float label = reader.labels().ofText(cells.get(columns.label()).strip());
        if (Float.isNaN(label)) {
            throw columnFault(
                    offset,
                    cells,
                    columns.label(),
                    "label must be " + reader.labels().rule());
        }
        return new Sample(id, new float[] {label}, features(offset, cells));
    }

    private byte[] features(long offset, List<String> cells) {
        byte[] features = new byte[featureColumns.length * Float.BYTES];
        for (int i = 0; i < featureColumns.length; i++) {
            float value = CsvLine.number(cells.get(featureColumns[i]));
            if (!Float.isFinite(value)) {
                throw columnFault(offset, cells, featureColumns[i], "value must be a finite number");
            }
            Packing.putFloat(features, Float.BYTES * i, value);
        }
        return features;
    }

    private DataException columnFault(long offset, List<String> cells, int column, String rule) {
        boolean header = offset == 0
                && !reader.csv().header()
                && cells.stream().allMatch(cell -> Float.isNaN(CsvLine.number(cell)));
        return fault(
                offset,
                rule + ", but " + columns.describe(column, cells.get(column))
                        + (header ? "; if this line is a header, data.csv.header = true" : ""));
    }

    private DataException fault(long offset, String what) {
        return TextFiles.fault(
                reader.badRecords(), reader.key(), reader.hadoop().get(), file, offset, what);
    }
}
