package io.aligspark.job.data.text;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/** One line of a CSV file. */
public final class CsvLine {
    private CsvLine() {}

    /**
     * Cuts a line into cells.
     *
     * @return the cells, or an empty list if the quotes are not balanced
     */
    static List<String> split(String line, char delimiter) {
        // A parser per line costs more than the numbers; without quotes (numeric files have none) it finds the same.
        return line.indexOf('"') < 0 ? splitPlain(line, delimiter) : splitQuoted(line, delimiter);
    }

    /** The number in a cell, or NaN if there is no finite one. */
    public static float number(String cell) {
        String text = cell.strip();
        // Java reads "1f", "NaN" and "Infinity" as numbers.
        if (text.isEmpty() || Character.isLetter(text.charAt(text.length() - 1))) {
            return Float.NaN;
        }
        try {
            float value = Float.parseFloat(text);
            return Float.isFinite(value) ? value : Float.NaN;
        } catch (NumberFormatException e) {
            return Float.NaN;
        }
    }

    private static List<String> splitPlain(String line, char delimiter) {
        List<String> cells = new ArrayList<>();
        int start = 0;
        for (int end; (end = line.indexOf(delimiter, start)) >= 0; start = end + 1) {
            cells.add(line.substring(start, end));
        }
        cells.add(line.substring(start));
        return cells;
    }

    static List<String> splitQuoted(String line, char delimiter) {
        CSVFormat format = CSVFormat.DEFAULT.builder().setDelimiter(delimiter).build();
        try (CSVParser parser = CSVParser.parse(line, format)) {
            List<CSVRecord> records = parser.getRecords();
            return records.size() == 1 ? records.get(0).toList() : List.of();
        } catch (IOException | UncheckedIOException e) {
            return List.of();
        }
    }
}
