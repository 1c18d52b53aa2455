package io.aligspark.job.data;

import io.aligspark.job.data.TableColumns.Kind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructType;

/**
 * Finds the columns of a table, and makes of each what {@link TableColumns} packs: booleans become 0 and 1, arrays of
 * arrays one array. Driver.
 *
 * @param place of the table, for messages
 */
record TableSelection(Dataset<Row> table, DataConfig.Table names, String key, String place) {

    /** The columns of features, the label and the name of the file, in this order. */
    Dataset<Row> columns() {
        List<Column> selected = new ArrayList<>();
        for (String name : names.features()) {
            selected.add(numbers(column(name), type(name)));
        }
        selected.add(label());
        selected.add(functions.input_file_name());
        return table.select(selected.toArray(Column[]::new));
    }

    /** What each column of features holds. */
    List<TableColumns.Column> features() {
        return names.features().stream()
                .map(name -> new TableColumns.Column(name, kind(name)))
                .toList();
    }

    private Kind kind(String name) {
        DataType type = type(name);
        return Kind.of(type)
                .orElseThrow(() -> fault(name, "numbers, arrays of numbers, Spark ML vectors or bytes", type));
    }

    private Column label() {
        DataType type = type(names.label());
        if (!(type instanceof NumericType || type instanceof BooleanType || type instanceof StringType)) {
            throw fault(names.label(), "numbers, booleans or texts", type);
        }
        return column(names.label());
    }

    private static Column numbers(Column column, DataType type) {
        Column result = column;
        DataType element = type;
        String cast = "int";
        while (element instanceof ArrayType array) {
            element = array.elementType();
            result = element instanceof ArrayType ? functions.flatten(result) : result;
            cast = "array<int>";
        }
        return element instanceof BooleanType ? result.cast(cast) : result;
    }

    private DataType type(String name) {
        return table.select(column(name)).schema().fields()[0].dataType();
    }

    /** A column of that very name, or else what Spark finds by it: a field of a struct. */
    private Column column(String name) {
        if (Arrays.asList(table.columns()).contains(name)) {
            return found(name, '`' + name.replace("`", "``") + '`');
        }
        if (name.contains("*")) {
            throw missing(name);
        }
        return found(name, name);
    }

    private Column found(String name, String expression) {
        try {
            return table.col(expression);
        } catch (Exception e) {
            // Undeclared, since it comes through Scala: there is none of that name, or there are two.
            throw missing(name);
        }
    }

    private DataException missing(String name) {
        List<String> found = Arrays.asList(table.columns());
        boolean twice = found.indexOf(name) != found.lastIndexOf(name);
        return new DataException(key + ": " + place + " has " + (twice ? "two columns " : "no column ") + name
                + " (data.table.features, data.table.label); it has " + found
                + (found.contains("_corrupt_record")
                        ? "; JSON over many lines wants data.table.options = [\"multiLine=true\"]"
                        : ""));
    }

    private DataException fault(String name, String expected, DataType type) {
        String remedy = "";
        if (type instanceof StructType struct && struct.fieldNames().length > 0) {
            remedy = "; name a field of it, such as " + name + "." + struct.fieldNames()[0];
        } else if (type instanceof StringType && names.source().equalsIgnoreCase("csv")) {
            remedy = "; data.table.options = [\"header=true\", \"inferSchema=true\"] reads numbers as such";
        }
        return new DataException(key + ": column " + name + " of " + place + " must hold " + expected
                + ", but is of type " + type.simpleString() + remedy);
    }
}
