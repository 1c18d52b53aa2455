package io.aligspark.ml;

import io.aligspark.job.data.tables.TableFacts;
import java.util.Arrays;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** What is checked of a schema before any job runs, and what it says of classes. */
final class Columns {
    /** Where Spark ML keeps what it knows of a column. */
    private static final String ATTRIBUTES = "ml_attr";

    private Columns() {}

    /** @throws IllegalArgumentException if a column of features is missing or of a type that is not read */
    static void requireFeatures(StructType schema, String... names) {
        for (String name : names) {
            if (name.contains(".") && !Arrays.asList(schema.fieldNames()).contains(name)) {
                // A field of a struct: Spark finds it.
                continue;
            }
            DataType type = field(schema, name, "features").dataType();
            if (!TableFacts.areFeatures(type)) {
                throw new IllegalArgumentException("column " + name
                        + " must hold numbers, booleans, arrays of numbers, vectors or bytes, but is of type "
                        + type.simpleString());
            }
        }
    }

    /** @throws IllegalArgumentException if it is missing or holds no numbers */
    static void requireLabel(StructType schema, String name) {
        DataType type = field(schema, name, "labels").dataType();
        if (!(type instanceof NumericType || type instanceof BooleanType)) {
            throw new IllegalArgumentException("column " + name + " must hold numbers, but is of type "
                    + type.simpleString() + ": StringIndexer makes numbers of texts");
        }
    }

    /** @throws IllegalArgumentException if it is missing or holds no booleans */
    static void requireIndicator(StructType schema, String name) {
        DataType type = field(schema, name, "validation indicators").dataType();
        if (!(type instanceof BooleanType)) {
            throw new IllegalArgumentException(
                    "column " + name + " must hold booleans, but is of type " + type.simpleString());
        }
    }

    /** The schema with a column of vectors; unchanged if the name is empty. */
    static StructType withVector(StructType schema, String name) {
        return with(schema, name, SQLDataTypes.VectorType());
    }

    /** The schema with a column of doubles; unchanged if the name is empty. */
    static StructType withDouble(StructType schema, String name) {
        return with(schema, name, DataTypes.DoubleType);
    }

    private static StructType with(StructType schema, String name, DataType type) {
        if (name.isEmpty()) {
            return schema;
        }
        if (Arrays.asList(schema.fieldNames()).contains(name)) {
            throw new IllegalArgumentException("column " + name + " exists: name another one for the output");
        }
        return schema.add(name, type, false);
    }

    /** The names of the classes, as StringIndexer leaves them with a column; none if it does not know them. */
    static String[] classNames(StructField field) {
        Metadata attributes = attributes(field);
        return attributes != null && attributes.contains("vals") ? attributes.getStringArray("vals") : new String[0];
    }

    /** Number of classes that a column is known to hold; 0 if it is not known. */
    static int classes(StructField field) {
        Metadata attributes = attributes(field);
        if (attributes == null) {
            return 0;
        }
        if (attributes.contains("vals")) {
            return Math.max(2, attributes.getStringArray("vals").length);
        }
        if (attributes.contains("num_vals")) {
            return Math.max(2, (int) attributes.getLong("num_vals"));
        }
        boolean binary =
                attributes.contains("type") && attributes.getString("type").equals("binary");
        return binary ? 2 : 0;
    }

    private static Metadata attributes(StructField field) {
        return field.metadata().contains(ATTRIBUTES) ? field.metadata().getMetadata(ATTRIBUTES) : null;
    }

    private static StructField field(StructType schema, String name, String of) {
        for (StructField field : schema.fields()) {
            if (field.name().equals(name)) {
                return field;
            }
        }
        throw new IllegalArgumentException(
                "no column " + name + " of " + of + "; there are " + Arrays.toString(schema.fieldNames()));
    }
}
