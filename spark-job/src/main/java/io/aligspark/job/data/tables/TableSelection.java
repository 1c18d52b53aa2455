package io.aligspark.job.data.tables;

import io.aligspark.job.data.DataException;
import io.aligspark.job.data.TableOptions;
import io.aligspark.job.data.tables.TableColumns.Kind;
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
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * The columns of a table that are used, each made what {@link TableColumns} packs: booleans become 0 and 1, arrays of
 * arrays one array. Driver.
 *
 * @param rows the columns of features, the label and the name of the file, in this order
 * @param features what each column of features holds
 */
record TableSelection(Dataset<Row> rows, List<TableColumns.Column> features) {

    /**
     * Finds the columns.
     *
     * @param place of the table, for messages
     * @param ofFiles whether its rows have files: for others, Spark names that of a task before
     * @throws DataException if one is missing, or of a type that is not read
     */
    static TableSelection of(Dataset<Row> table, TableOptions names, String key, String place, boolean ofFiles) {
        return new Search(table, Arrays.asList(table.columns()), names, key, place).select(ofFiles);
    }

    /**
     * The columns of features alone, for rows that need no label: added behind the others.
     *
     * @throws DataException if one is missing, or of a type that is not read
     */
    static TableSelection behind(Dataset<Row> table, TableOptions names, String place) {
        return new Search(table, Arrays.asList(table.columns()), names, "prediction", place).behind();
    }

    private record Search(Dataset<Row> table, List<String> columns, TableOptions names, String key, String place) {

        TableSelection select(boolean ofFiles) {
            List<Column> selected = new ArrayList<>();
            names.features().forEach(name -> selected.add(column(name)));
            Column label = column(names.label());
            selected.add(label);
            // All at once: each look at types costs an analysis.
            StructField[] types =
                    table.select(selected.toArray(Column[]::new)).schema().fields();
            List<TableColumns.Column> features = new ArrayList<>();
            for (int i = 0; i < names.features().size(); i++) {
                String name = names.features().get(i);
                features.add(new TableColumns.Column(name, kind(name, types[i].dataType())));
                selected.set(i, numbers(selected.get(i), types[i].dataType()));
            }
            requireLabel(types[features.size()].dataType());
            selected.add(ofFiles ? functions.input_file_name() : functions.lit(""));
            return new TableSelection(table.select(selected.toArray(Column[]::new)), features);
        }

        TableSelection behind() {
            List<Column> features = new ArrayList<>();
            names.features().forEach(name -> features.add(column(name)));
            StructField[] types =
                    table.select(features.toArray(Column[]::new)).schema().fields();
            List<Column> selected = new ArrayList<>();
            List<TableColumns.Column> kinds = new ArrayList<>();
            selected.add(functions.col("*"));
            for (int i = 0; i < types.length; i++) {
                String name = names.features().get(i);
                kinds.add(new TableColumns.Column(name, kind(name, types[i].dataType())));
                selected.add(numbers(features.get(i), types[i].dataType()).as("alig_feature_" + i));
            }
            return new TableSelection(table.select(selected.toArray(Column[]::new)), kinds);
        }

        private Kind kind(String name, DataType type) {
            return Kind.of(type)
                    .orElseThrow(() -> fault(name, "numbers, arrays of numbers, Spark ML vectors or bytes", type));
        }

        private void requireLabel(DataType type) {
            if (!(type instanceof NumericType || type instanceof BooleanType || type instanceof StringType)) {
                throw fault(names.label(), "numbers, booleans or texts", type);
            }
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

        /** A column of that very name, or else what Spark finds by it: a field of a struct. */
        private Column column(String name) {
            if (columns.contains(name)) {
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
            boolean twice = columns.indexOf(name) != columns.lastIndexOf(name);
            return new DataException(key + ": " + place + " has " + (twice ? "two columns " : "no column ") + name
                    + " (data.table.features, data.table.label); it has " + columns
                    + (columns.contains("_corrupt_record")
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
}
