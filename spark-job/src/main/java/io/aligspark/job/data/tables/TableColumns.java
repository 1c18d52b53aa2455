package io.aligspark.job.data.tables;

import io.aligspark.job.data.DataConfig;
import io.aligspark.job.data.DataException;
import io.aligspark.job.data.ElementType;
import io.aligspark.job.data.Labels;
import io.aligspark.job.data.Packing;
import io.aligspark.job.data.images.ImageDecoder;
import io.aligspark.job.data.images.ImageFile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.Serializable;
import java.util.List;
import java.util.Optional;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.NumericType;

/**
 * Packs the columns of a row: those of the features, then the label. Executor.
 *
 * @param features whose values follow one another; of bytes there is but one
 * @param length values of a sample
 * @param images decodes photos; null where the shape is no [3, height, width]
 */
public record TableColumns(List<Column> features, Labels labels, int length, ImageDecoder images)
        implements Serializable {
    /** What a column of features holds. */
    enum Kind {
        /** A number; of a boolean, 0 or 1. */
        NUMBER,
        /** An array of numbers, or of such arrays. */
        NUMBERS,
        /** A vector of Spark ML, dense or sparse. */
        VECTOR,
        /** Pixels: an image file, or a byte a value. */
        BYTES;

        static Kind ofValue(Object value) {
            if (value instanceof Number) {
                return NUMBER;
            }
            if (value instanceof Vector) {
                return VECTOR;
            }
            if (value instanceof byte[]) {
                return BYTES;
            }
            if (value instanceof scala.collection.Seq) {
                return NUMBERS;
            }
            throw new DataException("features must be a vector, an array of numbers, numbers or bytes, but were "
                    + (value == null ? "null" : "a " + value.getClass().getSimpleName()));
        }

        static Optional<Kind> of(DataType type) {
            if (type instanceof NumericType || type instanceof BooleanType) {
                return Optional.of(NUMBER);
            }
            if (type instanceof ArrayType array) {
                return of(array.elementType())
                        .filter(element -> element == NUMBER || element == NUMBERS)
                        .map(element -> NUMBERS);
            }
            if (type instanceof BinaryType) {
                return Optional.of(BYTES);
            }
            return type.equals(SQLDataTypes.VectorType()) ? Optional.of(VECTOR) : Optional.empty();
        }
    }

    /** A column of features. */
    record Column(String name, Kind kind) implements Serializable {}

    static TableColumns of(DataConfig config, List<Column> features) {
        if (features.size() > 1 && features.stream().anyMatch(column -> column.kind() == Kind.BYTES)) {
            throw new DataException("data.table.features must be one column if it holds bytes, but was "
                    + config.table().features());
        }
        boolean photos = config.shape().size() == 3 && config.shape().get(0) == 3;
        return new TableColumns(
                List.copyOf(features),
                Labels.of(config.format(), config.classes(), config.labelValues()),
                config.sampleLength(),
                photos ? ImageDecoder.of(config) : null);
    }

    ElementType elementType() {
        return features.get(0).kind() == Kind.BYTES ? ElementType.UINT8 : ElementType.FLOAT32;
    }

    /**
     * Packs label and features: one float, then the values.
     *
     * @throws IllegalArgumentException if the row breaks a rule; the message names column, rule and value
     */
    byte[] pack(Row row) {
        float label = label(row.get(features.size()));
        byte[] packed = new byte[Float.BYTES + length * elementType().bytes()];
        Packing.putFloat(packed, 0, label);
        packFeatures(row, 0, packed, Float.BYTES);
        return packed;
    }

    /**
     * Packs the features.
     *
     * @param from the row's first column of them
     * @param offset where they start in {@code packed}
     * @throws IllegalArgumentException if the row breaks a rule; the message names column, rule and value
     */
    void packFeatures(Row row, int from, byte[] packed, int offset) {
        if (elementType() == ElementType.UINT8) {
            byte[] pixels = pixels(require(features.get(0), row.get(from)));
            System.arraycopy(pixels, 0, packed, offset, length);
            return;
        }
        int filled = 0;
        for (int i = 0; i < features.size(); i++) {
            Object value = require(features.get(i), row.get(from + i));
            filled = put(features.get(i), value, row, from + i, packed, offset, filled);
        }
        requireLength(filled);
    }

    private float label(Object value) {
        float label = Float.NaN;
        if (value instanceof Boolean truth) {
            label = labels.ofBoolean(truth);
        } else if (value instanceof Number number) {
            label = labels.ofNumber(number.doubleValue());
        } else if (value != null) {
            label = labels.ofText(value.toString().strip());
        }
        if (Float.isNaN(label)) {
            throw new IllegalArgumentException("the label must be " + labels.rule() + ", but was " + text(value));
        }
        return label;
    }

    private int put(Column column, Object value, Row row, int index, byte[] packed, int offset, int filled) {
        switch (column.kind()) {
            case NUMBER -> {
                return put(column, (Number) value, packed, offset, filled);
            }
            case NUMBERS -> {
                int next = filled;
                for (Object element : row.getList(index)) {
                    next = put(column, (Number) require(column, element), packed, offset, next);
                }
                return next;
            }
            case VECTOR -> {
                Vector vector = (Vector) value;
                if (vector.size() <= length - filled) {
                    // Sparse: the values that are not listed stay zero.
                    vector.foreachActive((i, element) -> {
                        put(column, (double) element, packed, offset, filled + (int) i);
                        return scala.runtime.BoxedUnit.UNIT;
                    });
                }
                return filled + vector.size();
            }
            case BYTES -> throw new IllegalStateException("bytes among numbers");
        }
        throw new IllegalStateException(column.kind() + " is no kind");
    }

    private int put(Column column, Number number, byte[] packed, int offset, int index) {
        float value = number.floatValue();
        if (!Float.isFinite(value)) {
            throw new IllegalArgumentException(
                    "value " + index + " (from 0, column " + column.name() + ") must be finite, but was " + number);
        }
        if (index < length) {
            Packing.putFloat(packed, offset + Float.BYTES * index, value);
        }
        return index + 1;
    }

    private byte[] pixels(Object value) {
        byte[] bytes = (byte[]) value;
        String fault = "no image of a format that is read";
        if (images != null && ImageFile.isImage(bytes)) {
            try {
                return images.decode(new ByteArrayInputStream(bytes), Optional.empty());
            } catch (IOException e) {
                fault = e.getMessage();
            }
        }
        // Pixels may begin as a file does; these are then no image of exactly this length.
        if (bytes.length == length) {
            return bytes;
        }
        throw new IllegalArgumentException("column " + features.get(0).name() + " must hold " + length
                + " bytes (data.shape)" + (images == null ? "" : " or an image") + ", but holds "
                + bytes.length
                + (images == null ? "" : ", and as an image: " + fault));
    }

    private void requireLength(int found) {
        if (found != length) {
            throw new IllegalArgumentException(
                    "the columns of features must hold " + length + " values (data.shape), but hold " + found);
        }
    }

    private static Object require(Column column, Object value) {
        if (value == null) {
            throw new IllegalArgumentException("column " + column.name() + " must not be null or hold nulls");
        }
        return value;
    }

    /** A value, fit for a message. */
    static String text(Object value) {
        return value instanceof byte[] bytes ? bytes.length + " bytes" : DataException.quote(String.valueOf(value));
    }
}
