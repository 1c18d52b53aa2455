package io.aligspark.job.predict;

import io.aligspark.job.data.tables.FeatureTable;
import io.aligspark.job.session.ModelEvaluation;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/**
 * A model that answers single questions, for functions of SQL. The models that a JVM used last stay in its memory, by their paths: one
 * that is replaced needs another path. Executor.
 */
public final class ServedModel {
    private static final int KEPT = 4;

    private static final Map<String, ServedModel> MODELS = new LinkedHashMap<>(KEPT, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, ServedModel> eldest) {
            return size() > KEPT;
        }
    };

    private final ModelEvaluation model;
    private final List<String> classes;

    private ServedModel(ModelEvaluation model) {
        this.model = model;
        List<String> labels = model.config().data().labelValues();
        int number = model.config().data().classes();
        this.classes = labels.size() == number
                ? labels
                : IntStream.range(0, number).mapToObj(String::valueOf).toList();
    }

    /**
     * The model in a folder.
     *
     * @param path of a run, or of the model in it, on a file system that this process reaches
     * @throws IllegalArgumentException if there is none or it is damaged
     */
    public static ServedModel of(String path) {
        synchronized (MODELS) {
            return MODELS.computeIfAbsent(path, folder -> new ServedModel(ModelEvaluation.of(folder, List.of())));
        }
    }

    /** The name of the most probable class, or the value. */
    public String predict(Object features) {
        double[] outputs = outputs(features);
        return classes.isEmpty() ? String.valueOf(outputs[0]) : classes.get(Outcome.largest(outputs));
    }

    /** The number of the most probable class, or the value. */
    public double value(Object features) {
        double[] outputs = outputs(features);
        return classes.isEmpty() ? outputs[0] : Outcome.largest(outputs);
    }

    /**
     * The probability of each class.
     *
     * @throws IllegalArgumentException if the model predicts values
     */
    public Double[] probabilities(Object features) {
        if (classes.isEmpty()) {
            throw new IllegalArgumentException("the model predicts values, which have no probabilities");
        }
        double[] probabilities = Prediction.softmax(outputs(features));
        return Arrays.stream(probabilities).boxed().toArray(Double[]::new);
    }

    private double[] outputs(Object features) {
        Row row = features instanceof Row fields ? fields : RowFactory.create(features);
        FeatureTable.Reader reader = FeatureTable.ofValues(model.config().data(), row);
        float[] inputs = new float[reader.decoder().sampleLength()];
        reader.read(row, inputs, 0);
        float[] outputs = model.predictInputs(inputs);
        return Outcome.doubles(outputs, 0, outputs.length);
    }
}
