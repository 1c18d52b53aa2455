package io.aligspark.job.predict;

import java.io.Serializable;
import java.util.List;
import org.apache.spark.sql.types.StructType;

/** The columns that tell what a network says about a sample. Made on the driver, used on executors. */
interface Outcome extends Serializable {
    /** A schema with the columns behind the others. */
    StructType addTo(StructType schema);

    /**
     * Adds the values of the columns.
     *
     * @param outputs of the network for some samples
     * @param offset of the outputs of this sample
     * @param width how many it has
     */
    void add(List<Object> values, float[] outputs, int offset, int width);

    /** Some outputs as doubles. */
    static double[] doubles(float[] outputs, int offset, int width) {
        double[] values = new double[width];
        for (int k = 0; k < width; k++) {
            values[k] = outputs[offset + k];
        }
        return values;
    }

    /** The place of the largest value, the first of equal ones. */
    static int largest(double[] values) {
        int largest = 0;
        for (int k = 1; k < values.length; k++) {
            largest = values[k] > values[largest] ? k : largest;
        }
        return largest;
    }
}
