package io.aligspark.ml;

import io.aligspark.job.predict.ServedModel;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF2;
import org.apache.spark.sql.types.DataTypes;

/**
 * Functions of SQL that ask a model: the first argument is the folder of a run, or of the model in it, on a file system that
 * executors reach; the second its features: a vector, an array of numbers, a struct of such columns, or bytes of an image.
 *
 * <ul>
 *   <li>{@code alig_predict}: the name of the most probable class; of a model of values, the value as text
 *   <li>{@code alig_predict_value}: the number of that class, or the value
 *   <li>{@code alig_predict_probabilities}: of all classes, an array
 * </ul>
 *
 * <p>Rows are computed one by one: {@code transform} of a model, and {@code alig predict}, do so in batches and are faster.
 */
public final class SqlFunctions {
    private SqlFunctions() {}

    /** Makes the functions known to a session. Driver. */
    public static void register(SparkSession spark) {
        UDF2<String, Object, String> predict = (path, features) ->
                features == null ? null : ServedModel.of(path).predict(features);
        UDF2<String, Object, Double> value = (path, features) ->
                features == null ? null : ServedModel.of(path).value(features);
        UDF2<String, Object, Double[]> probabilities = (path, features) ->
                features == null ? null : ServedModel.of(path).probabilities(features);
        spark.udf().register("alig_predict", predict, DataTypes.StringType);
        spark.udf().register("alig_predict_value", value, DataTypes.DoubleType);
        spark.udf()
                .register(
                        "alig_predict_probabilities",
                        probabilities,
                        DataTypes.createArrayType(DataTypes.DoubleType, false));
    }
}
