package io.aligspark.job.data;

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
    private final int labelColumn;
    private final Iterator<Tuple2<LongWritable, Text>> lines;
    private Sample next;

    CsvRows(CsvReader reader, Path file, Iterator<Tuple2<LongWritable, Text>> lines) {
        this.reader = reader;
        this.file = file;
        this.lines = lines;
        labelColumn = reader.csv().labelIndex(reader.features());
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
        if (line.isBlank() || (offset == 0 && reader.csv().header())) {
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
        if (cells.size() != reader.features() + 1) {
            throw fault(
                    offset,
                    "expected " + (reader.features() + 1) + " columns (" + reader.features()
                            + " values by data.shape and a label), but found " + cells.size());
        }
        float label = reader.labels().ofText(cells.get(labelColumn).strip());
        if (Float.isNaN(label)) {
            throw fault(
                    offset,
                    columnFault(
                            cells,
                            labelColumn,
                            "label must be " + reader.labels().rule()));
        }
        return new Sample(id, new float[] {label}, features(offset, cells));
    }

    private byte[] features(long offset, List<String> cells) {
        byte[] features = new byte[reader.features() * Float.BYTES];
        for (int column = 0, i = 0; column < cells.size(); column++) {
            if (column == labelColumn) {
                continue;
            }
            float value = CsvLine.number(cells.get(column));
            if (!Float.isFinite(value)) {
                throw fault(offset, columnFault(cells, column, "value must be a finite number"));
            }
            Packing.putFloat(features, Float.BYTES * i++, value);
        }
        return features;
    }

    private static String columnFault(List<String> cells, int column, String rule) {
        return rule + ", but column " + column + " (counted from 0) was " + DataException.quote(cells.get(column));
    }

    private DataException fault(long offset, String what) {
        return TextFiles.fault(
                reader.badRecords(), reader.key(), reader.hadoop().get(), file, offset, what);
    }
}
