package io.aligspark.job.data.text;

import io.aligspark.job.data.CsvOptions;
import io.aligspark.job.data.DataConfig;
import io.aligspark.job.data.DataException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Which columns of CSV rows are used.
 *
 * @param total columns of a row
 * @param label column of the label
 * @param features columns of the values, in the order of the sample
 * @param header of the files, or null
 * @param named whether they were found by name
 */
record CsvColumns(int total, int label, List<Integer> features, CsvHeader header, boolean named)
        implements Serializable {

    /**
     * Finds them. Driver.
     *
     * @throws DataException if the header lacks a name, has it twice, or the columns are not as many as data.shape says
     */
    static CsvColumns of(DataConfig config, String key, Optional<CsvHeader> header) {
        CsvOptions csv = config.csv();
        if (!csv.named() || header.isEmpty()) {
            int label = csv.named() ? 0 : csv.labelIndex(config.sampleLength());
            return new CsvColumns(
                    config.sampleLength() + 1,
                    label,
                    others(config.sampleLength() + 1, List.of(label)),
                    header.orElse(null),
                    false);
        }
        Names names = new Names(key, header.get());
        int total = header.get().names().size();
        int label = csv.labelColumn().matches("first|last|\\d{1,9}")
                ? csv.labelIndex(total - 1)
                : names.place("data.csv.label-column", csv.labelColumn());
        if (label >= total) {
            throw names.fault("data.csv.label-column = " + label);
        }
        List<Integer> features = new ArrayList<>();
        if (csv.features().isEmpty()) {
            List<Integer> without = new ArrayList<>(List.of(label));
            csv.exclude().forEach(name -> without.add(names.place("data.csv.exclude", name)));
            features.addAll(others(total, without));
        } else {
            csv.features().forEach(name -> features.add(names.place("data.csv.features", name)));
        }
        if (features.contains(label)) {
            throw new DataException(key + ": data.csv.features names the label's column "
                    + DataException.quote(header.get().names().get(label)));
        }
        if (features.size() != config.sampleLength()) {
            List<String> chosen =
                    features.stream().map(header.get().names()::get).toList();
            throw new DataException(key + ": data.shape expects " + config.sampleLength()
                    + " values, but data.csv.features and data.csv.exclude choose " + features.size() + " columns of "
                    + header.get().file() + ": " + chosen);
        }
        return new CsvColumns(total, label, List.copyOf(features), header.get(), true);
    }

    /** What is wrong with the number of columns of a row. */
    String expectedTotal(int found) {
        if (named) {
            return "expected " + total + " columns, as in the header, but found " + found;
        }
        boolean index =
                found == total + 1 && header != null && header.names().get(0).isEmpty();
        return "expected " + total + " columns (" + features.size() + " values by data.shape and a label), but found "
                + found
                + (index ? "; the first has no name, as pandas writes an index: data.csv.exclude = [\"\"]" : "");
    }

    /** A column, for messages, and what it holds. */
    String describe(int column, String cell) {
        boolean known = header != null && header.names().size() == total;
        String place = known
                ? "column " + DataException.quote(header.names().get(column))
                : "column " + column + " (counted from 0)";
        return place + (known && cell.isBlank() ? " is empty" : " was " + DataException.quote(cell));
    }

    private static List<Integer> others(int total, List<Integer> without) {
        return IntStream.range(0, total)
                .filter(column -> !without.contains(column))
                .boxed()
                .toList();
    }

    /** Looks names up. */
    private record Names(String key, CsvHeader header) {
        int place(String setting, String name) {
            int place = header.names().indexOf(name.strip());
            if (place < 0) {
                throw fault(setting + " names " + DataException.quote(name));
            }
            if (place != header.names().lastIndexOf(name.strip())) {
                throw new DataException(key + ": " + setting + " names " + DataException.quote(name)
                        + ", but the header of " + header.file() + " has two such columns");
            }
            return place;
        }

        DataException fault(String what) {
            return new DataException(
                    key + ": " + what + ", but the header of " + header.file() + " is " + header.names());
        }
    }
}
