package io.aligspark.job.data;

import java.io.IOException;
import java.util.Optional;
import org.apache.hadoop.fs.Path;

/** Finds the line that made reading fail. Executor, and only after a failure: reads the files up to that line. */
final class LibsvmFaults {
    private LibsvmFaults() {}

    /** Whether a line is a row, by the rules of Spark's data source. */
    static boolean isRow(String line) {
        String text = line.trim();
        return !text.isEmpty() && !text.startsWith("#");
    }

    /** The first bad line of the input, or empty if each one is right. */
    static Optional<DataException> find(LibsvmReader reader) {
        for (Path file : reader.input().files()) {
            DataException[] found = new DataException[1];
            try {
                TextFiles.visit(reader.hadoop().get(), file, (number, offset, line) -> {
                    if (isRow(line)) {
                        found[0] = check(line, reader)
                                .map(fault -> new DataException(
                                        reader.key() + ": " + file + ", line " + number + ": " + fault))
                                .orElse(null);
                    }
                    return found[0] == null;
                });
            } catch (IOException e) {
                found[0] = new DataException(reader.key() + ": " + file + " cannot be read: " + e, e);
            }
            if (found[0] != null) {
                return Optional.of(found[0]);
            }
        }
        return Optional.empty();
    }

    private static Optional<String> check(String line, LibsvmReader reader) {
        String[] items = line.trim().split("\\s+", -1);
        if (Float.isNaN(reader.labels().ofNumber(number(items[0])))) {
            return Optional.of(
                    "label must be " + reader.labels().rule() + ", but was " + DataException.quote(items[0]));
        }
        int previous = 0;
        for (int i = 1; i < items.length; i++) {
            String[] parts = items[i].split(":", -1);
            double index = parts.length == 2 ? number(parts[0]) : Double.NaN;
            if (index != Math.rint(index) || !Float.isFinite((float) number(parts[parts.length - 1]))) {
                return Optional.of(
                        "expected index:value with a finite value, but found " + DataException.quote(items[i]));
            }
            if (!(index > previous && index <= reader.features())) {
                return Optional.of("indices must ascend from 1 to at most " + reader.features()
                        + " (data.shape), but found " + DataException.quote(items[i]) + " after " + previous);
            }
            previous = (int) index;
        }
        return Optional.empty();
    }

    private static double number(String text) {
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException e) {
            return Double.NaN;
        }
    }
}
