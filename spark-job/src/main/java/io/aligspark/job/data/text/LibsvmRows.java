package io.aligspark.job.data.text;

import io.aligspark.job.data.DataException;
import io.aligspark.job.data.Packing;
import io.aligspark.job.data.Sample;
import io.aligspark.job.data.files.InputFiles;
import io.aligspark.job.data.files.TextFiles;
import java.util.Arrays;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.LongWritable;
import org.apache.hadoop.io.Text;
import scala.Tuple2;

/**
 * Parses the lines of one split: {@code label index:value ... # comment}, indices ascending. A {@code qid:} behind the
 * label, the query that a row belongs to, is ignored. Executor.
 */
final class LibsvmRows implements Iterator<Sample> {
    private final LibsvmReader reader;
    private final Path file;
    private final int fileIndex;
    private final Iterator<Tuple2<LongWritable, Text>> lines;
    private Sample next;

    LibsvmRows(LibsvmReader reader, Path file, Iterator<Tuple2<LongWritable, Text>> lines) {
        this.reader = reader;
        this.file = file;
        this.lines = lines;
        fileIndex = TextFiles.index(reader.fileIndex(), reader.key(), file);
    }

    /** Whether a line is a row: neither blank nor a comment. */
    static boolean isRow(String line) {
        String text = line.trim();
        return !text.isEmpty() && !text.startsWith("#");
    }

    @Override
    public boolean hasNext() {
        while (next == null && TextFiles.hasNext(lines, reader.key(), file)) {
            Tuple2<LongWritable, Text> line = lines.next();
            long offset = line._1().get();
            String text = line._2().toString();
            if (isRow(text)) {
                String row = text.indexOf('#') < 0 ? text : text.substring(0, text.indexOf('#'));
                next = reader.badRecords().sample(InputFiles.id(fileIndex, offset), () -> parse(offset, row.trim()));
            }
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

    /** A row, with the hash of label and features as its id. */
    private Sample parse(long offset, String line) {
        String[] items = line.split("\\s+", -1);
        float label = reader.labels().ofNumber(number(items[0]));
        if (Float.isNaN(label)) {
            String signs = number(items[0]) == -1 ? "; labels -1 and 1 want data.label-values = [-1, 1]" : "";
            throw fault(
                    offset,
                    "label must be " + reader.labels().rule() + ", but was " + DataException.quote(items[0]) + signs);
        }
        byte[] packed = new byte[Float.BYTES + reader.features() * Float.BYTES];
        Packing.putFloat(packed, 0, label);
        int last = reader.firstIndex() + reader.features() - 1;
        int previous = reader.firstIndex() - 1;
        int first = items.length > 1 && items[1].startsWith("qid:") ? 2 : 1;
        for (int i = first; i < items.length; i++) {
            String[] parts = items[i].split(":", -1);
            double index = parts.length == 2 ? number(parts[0]) : Double.NaN;
            double value = number(parts[parts.length - 1]);
            if (index != Math.rint(index) || !Float.isFinite((float) value)) {
                throw fault(
                        offset, "expected index:value with a finite value, but found " + DataException.quote(items[i]));
            }
            if (!(index > previous && index <= last)) {
                throw fault(offset, orderFault(items[i], index, i == first ? "" : " after " + previous));
            }
            previous = (int) index;
            // An explicit zero of either sign is none, as in Spark's sparse vectors.
            if (value != 0) {
                Packing.putFloat(packed, Float.BYTES * (1 + previous - reader.firstIndex()), (float) value);
            }
        }
        byte[] features = Arrays.copyOfRange(packed, Float.BYTES, packed.length);
        return new Sample(Packing.hash(packed), new float[] {label}, features);
    }

    private String orderFault(String item, double index, String after) {
        int from = reader.firstIndex();
        boolean shifted = index == (from == 1 ? 0 : reader.features());
        return "indices must ascend from " + from + " to at most " + (from + reader.features() - 1)
                + " (data.shape), but found " + DataException.quote(item) + after
                + (shifted
                        ? "; in files that count from " + (1 - from) + ", data.libsvm.first-index = " + (1 - from)
                        : "");
    }

    private static double number(String text) {
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException e) {
            return Double.NaN;
        }
    }

    private DataException fault(long offset, String what) {
        return TextFiles.fault(
                reader.badRecords(), reader.key(), reader.hadoop().get(), file, offset, what);
    }
}
