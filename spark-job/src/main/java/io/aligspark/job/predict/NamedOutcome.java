package io.aligspark.job.predict;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Columns for people and other programs: {@code prediction} (the name of a class, or a value), {@code probability} of that class,
 * and where they are wanted, {@code probabilities} of all classes and the {@code top} classes.
 *
 * @param classes their names, in their order; empty if a value is predicted
 * @param all whether the probabilities of all classes are wanted
 * @param top how many of the most probable classes are wanted; 0 for none
 */
public record NamedOutcome(List<String> classes, boolean all, int top) implements Outcome {
    private static final StructType CLASS =
            new StructType().add("class", DataTypes.StringType, false).add("probability", DataTypes.DoubleType, false);

    /** Whether there are lists, which not every format can hold. */
    public boolean hasLists() {
        return all || top > 0;
    }

    @Override
    public StructType addTo(StructType table) {
        if (classes.isEmpty()) {
            return table.add("prediction", DataTypes.DoubleType, false);
        }
        StructType schema =
                table.add("prediction", DataTypes.StringType, false).add("probability", DataTypes.DoubleType, false);
        if (all) {
            schema = schema.add("probabilities", DataTypes.createArrayType(DataTypes.DoubleType, false), false);
        }
        return top == 0 ? schema : schema.add("top", DataTypes.createArrayType(CLASS, false), false);
    }

    @Override
    public void add(List<Object> values, float[] outputs, int offset, int width) {
        if (classes.isEmpty()) {
            values.add((double) outputs[offset]);
            return;
        }
        double[] probabilities = Prediction.softmax(Outcome.doubles(outputs, offset, width));
        int largest = Outcome.largest(probabilities);
        values.add(classes.get(largest));
        values.add(probabilities[largest]);
        if (all) {
            values.add(DoubleStream.of(probabilities).boxed().toArray());
        }
        if (top > 0) {
            values.add(top(probabilities).toArray());
        }
    }

    private List<Row> top(double[] probabilities) {
        List<Row> rows = new ArrayList<>();
        IntStream.range(0, probabilities.length)
                .boxed()
                .sorted(Comparator.<Integer>comparingDouble(k -> -probabilities[k]))
                .limit(top)
                .forEach(k -> rows.add(RowFactory.create(classes.get(k), probabilities[k])));
        return rows;
    }
}
