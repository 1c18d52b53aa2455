package io.aligspark.job.data;

import static io.aligspark.job.data.Rules.require;

import java.io.Serializable;
import java.util.List;

/**
 * How CSV rows look.
 *
 * @param delimiter between cells
 * @param header whether the first line of each file is a header, to be skipped
 * @param labelColumn {@code last}, {@code first}, a column number counted from 0, or with a header a name
 * @param features names of the columns that are values, in this order; empty for all but the label
 * @param exclude names of columns that are left out; empty if {@code features} are named
 */
public record CsvOptions(
        char delimiter, boolean header, String labelColumn, List<String> features, List<String> exclude)
        implements Serializable {
    private static final String PLACE = "first|last|\\d{1,9}";

    /** Columns by their places. */
    public CsvOptions(char delimiter, boolean header, String labelColumn) {
        this(delimiter, header, labelColumn, List.of(), List.of());
    }

    /**
     * Checks delimiter and columns.
     *
     * @throws IllegalArgumentException if a value breaks its rule
     */
    public CsvOptions {
        features = List.copyOf(features);
        exclude = List.copyOf(exclude);
        boolean separates = !Character.isLetterOrDigit(delimiter) && "\"+-.\r\n".indexOf(delimiter) < 0;
        require(separates, "data.csv.delimiter", "a separator such as , ; or tab", "'" + delimiter + "'");
        boolean column = labelColumn.matches(PLACE) || (header && !labelColumn.isBlank());
        String rule = "last, first or a number counted from 0" + (header ? ", or a name" : "");
        require(column, "data.csv.label-column", rule, labelColumn);
        require(header || features.isEmpty(), "data.csv.features", "empty without data.csv.header", features);
        require(header || exclude.isEmpty(), "data.csv.exclude", "empty without data.csv.header", exclude);
        boolean one = features.isEmpty() || exclude.isEmpty();
        require(one, "data.csv.exclude", "empty where data.csv.features names the columns", exclude);
    }

    /** Whether columns are found by their names. */
    public boolean named() {
        return !features.isEmpty() || !exclude.isEmpty() || !labelColumn.matches(PLACE);
    }

    /** The label's column, counted from 0, in rows that end at column {@code last}. */
    public int labelIndex(int last) {
        return switch (labelColumn) {
            case "first" -> 0;
            case "last" -> last;
            default -> Integer.parseInt(labelColumn);
        };
    }
}
