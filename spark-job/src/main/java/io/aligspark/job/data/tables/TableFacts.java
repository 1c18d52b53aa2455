package io.aligspark.job.data.tables;

import io.aligspark.job.data.DataException;
import io.aligspark.job.data.TableOptions;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StringType;

/** What a table itself says about its samples, where the configuration does not. One job of Spark's each. Driver. */
public final class TableFacts {
    private static final int MAX_CLASSES = 100_000;

    private TableFacts() {}

    /**
     * Values of a sample, as its first row has them.
     *
     * @throws DataException if there is no row, or it holds bytes, whose shape only the configuration knows
     */
    public static int length(Dataset<Row> table, TableOptions names) {
        TableSelection selection = TableSelection.behind(table, names, "the table");
        int from = table.columns().length;
        List<Row> first = selection.rows().limit(1).collectAsList();
        if (first.isEmpty()) {
            throw new DataException("the table holds no rows; expected at least one sample");
        }
        int length = 0;
        for (int i = 0; i < selection.features().size(); i++) {
            TableColumns.Column column = selection.features().get(i);
            Object value = Objects.requireNonNullElse(first.get(0).get(from + i), List.of());
            length += switch (column.kind()) {
                case NUMBER -> 1;
                case NUMBERS -> first.get(0).getList(from + i).size();
                case VECTOR -> ((Vector) value).size();
                case BYTES ->
                    throw new DataException("column " + column.name()
                            + " holds bytes: say what they are with data.shape, [channels, height, width]");
            };
        }
        return length;
    }

    /**
     * The labels of a column of texts, sorted.
     *
     * @return empty if it is a column of numbers
     */
    public static List<String> labels(Dataset<Row> table, TableOptions names) {
        Dataset<Row> labels = label(table, names);
        if (!(labels.schema().fields()[0].dataType() instanceof StringType)) {
            return List.of();
        }
        List<String> found = labels.distinct().limit(MAX_CLASSES + 1).collectAsList().stream()
                .map(row -> row.isNullAt(0) ? "" : row.getString(0).strip())
                .distinct()
                .sorted()
                .toList();
        if (found.size() > MAX_CLASSES) {
            throw new DataException("column " + names.label() + " has more than " + MAX_CLASSES + " labels");
        }
        return found;
    }

    /** One more than the largest label of a column of numbers, at least 2. */
    public static int classes(Dataset<Row> table, TableOptions names) {
        Row largest = label(table, names)
                .agg(functions.max(functions.col("label").cast("double")))
                .first();
        if (largest.isNullAt(0) || !(largest.getDouble(0) < MAX_CLASSES)) {
            throw new DataException("column " + names.label()
                    + " must hold classes, counted from 0, but its largest is " + largest.get(0));
        }
        return Math.max(2, (int) largest.getDouble(0) + 1);
    }

    /** Whether a column of that type can be one of features. */
    public static boolean areFeatures(DataType type) {
        return TableColumns.Kind.of(type).isPresent();
    }

    private static Dataset<Row> label(Dataset<Row> table, TableOptions names) {
        boolean plain = Arrays.asList(table.columns()).contains(names.label());
        return table.select(table.col(plain ? '`' + names.label().replace("`", "``") + '`' : names.label())
                .as("label"));
    }
}
