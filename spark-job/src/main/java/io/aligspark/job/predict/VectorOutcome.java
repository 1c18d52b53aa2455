package io.aligspark.job.predict;

import java.util.List;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * The columns of Spark ML's models; one with an empty name is left out.
 *
 * @param onClasses whether outputs are logits of classes, or else one value
 * @param prediction class, or value: double
 * @param probability of each class: vector
 * @param raw logit of each class: vector
 * @param thresholds the class whose probability is the largest multiple of its threshold is predicted; none: the most probable
 */
public record VectorOutcome(boolean onClasses, String prediction, String probability, String raw, double[] thresholds)
        implements Outcome {

    @Override
    public StructType addTo(StructType table) {
        StructType schema = table;
        if (onClasses && !raw.isEmpty()) {
            schema = schema.add(raw, SQLDataTypes.VectorType(), false);
        }
        if (onClasses && !probability.isEmpty()) {
            schema = schema.add(probability, SQLDataTypes.VectorType(), false);
        }
        return prediction.isEmpty() ? schema : schema.add(prediction, DataTypes.DoubleType, false);
    }

    @Override
    public void add(List<Object> values, float[] outputs, int offset, int width) {
        if (!onClasses) {
            if (!prediction.isEmpty()) {
                values.add((double) outputs[offset]);
            }
            return;
        }
        double[] logits = Outcome.doubles(outputs, offset, width);
        if (!raw.isEmpty()) {
            values.add(Vectors.dense(logits));
        }
        double[] probabilities = Prediction.softmax(logits);
        if (!probability.isEmpty()) {
            values.add(Vectors.dense(probabilities));
        }
        if (!prediction.isEmpty()) {
            values.add((double) (thresholds.length == 0 ? Outcome.largest(logits) : largestMultiple(probabilities)));
        }
    }

    /** As Spark's own classifiers: a threshold of 0 wins, unless its class has no probability. */
    private int largestMultiple(double[] probabilities) {
        int largest = 0;
        double most = Double.NEGATIVE_INFINITY;
        for (int k = 0; k < probabilities.length; k++) {
            double multiple = probabilities[k] / thresholds[k];
            if (multiple > most) {
                most = multiple;
                largest = k;
            }
        }
        return largest;
    }
}
