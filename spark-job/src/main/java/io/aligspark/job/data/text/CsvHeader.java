package io.aligspark.job.data.text;

import io.aligspark.job.data.DataException;
import io.aligspark.job.data.files.InputFiles;
import io.aligspark.job.data.files.TextFiles;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * The first line of the first CSV file, which that of all other files must be, too.
 *
 * @param file for messages
 * @param names of the columns, without blanks around them
 */
record CsvHeader(String file, List<String> names) implements Serializable {

    /** Reads it, if any file has a line. Driver. */
    static Optional<CsvHeader> find(Configuration configuration, InputFiles input, char delimiter) {
        List<CsvHeader> found = new ArrayList<>();
        for (Path file : input.files()) {
            TextFiles.visit(configuration, input.key(), file, (number, offset, line) -> {
                found.add(new CsvHeader(file.toString(), names(line, delimiter)));
                return false;
            });
            if (!found.isEmpty()) {
                return Optional.of(found.get(0));
            }
        }
        return Optional.empty();
    }

    /**
     * Checks the first line of another file. Executor.
     *
     * @throws DataException if it is not the same, but for upper and lower case
     */
    void requireSame(String key, Path other, String line, char delimiter) {
        List<String> found = names(line, delimiter);
        if (!folded(found).equals(folded(names))) {
            throw new DataException(key + ": " + other + " has other columns than " + file + ": " + found + ", not "
                    + names + "; expected the same header in all files (data.csv.header)");
        }
    }

    /**
     * Checks the test data, whose columns are read by their places, against the training data.
     *
     * @throws DataException if the same names stand in another order
     */
    void requireNoOtherOrder(String key, CsvHeader training) {
        List<String> mine = folded(names);
        List<String> others = folded(training.names);
        if (!mine.equals(others) && sorted(mine).equals(sorted(others))) {
            throw new DataException(key + ": " + file + " has the columns of " + training.file + " in another order: "
                    + names + ", not " + training.names + "; name them in data.csv.features");
        }
    }

    private static List<String> names(String line, char delimiter) {
        return CsvLine.split(line, delimiter).stream().map(String::strip).toList();
    }

    private static List<String> folded(List<String> names) {
        return names.stream()
                .map(name -> name.toLowerCase(java.util.Locale.ROOT))
                .toList();
    }

    private static List<String> sorted(List<String> names) {
        List<String> sorted = new ArrayList<>(names);
        Collections.sort(sorted);
        return sorted;
    }
}
