package io.aligspark.ml;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.aligspark.EpochResult;
import io.aligspark.TrainedModel;
import io.aligspark.job.storage.HadoopFiles;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.ml.param.Params;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.ml.util.MLWriter;
import org.apache.spark.sql.SparkSession;

/**
 * What a saved model holds beside its metadata: {@code model/}, which the command line reads, too, and {@code training.json}.
 *
 * @param model the network
 * @param labels names of the classes; may be none
 */
record ModelFiles(TrainedModel model, String[] labels) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String TRAINING = "training.json";

    /** The content of {@code training.json}. */
    private record Training(List<EpochResult> history, List<String> labels) {}

    static MLWriter writer(Params stage, TrainedModel model, String[] labels) {
        return new StageWriter(stage, path -> {
            model.save(path + "/model");
            try {
                byte[] json = JSON.writeValueAsString(new Training(model.history(), List.of(labels)))
                        .getBytes(StandardCharsets.UTF_8);
                HadoopFiles.of(path).writeAtomically(TRAINING, out -> out.write(json));
            } catch (JsonProcessingException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    static <T extends Params> MLReader<T> reader(Class<T> type, BiFunction<ModelFiles, String, T> create) {
        return new MLReader<>() {
            @Override
            public T load(String path) {
                JsonNode metadata = StageReader.metadata(path, type);
                T model = create.apply(read(path), metadata.path("uid").asText());
                StageReader.setParams(model, metadata);
                return model;
            }
        };
    }

    private static ModelFiles read(String path) {
        HadoopFiles folder = HadoopFiles.of(path);
        try {
            Map<String, Object> training = JSON.readValue(folder.readText(TRAINING), new TypeReference<>() {});
            List<EpochResult> history = JSON.convertValue(training.get("history"), new TypeReference<>() {});
            List<String> labels = JSON.convertValue(training.get("labels"), new TypeReference<>() {});
            TrainedModel model = TrainedModel.load(SparkSession.builder().getOrCreate(), path + "/model");
            return new ModelFiles(model.withHistory(history), labels.toArray(String[]::new));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(folder.describe(TRAINING) + " is damaged: " + e.getMessage(), e);
        }
    }

    /** What a model says about one vector. */
    static Vector outputs(TrainedModel model, Vector features) {
        double[] values = features.toArray();
        float[] sample = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            sample[i] = (float) values[i];
        }
        float[] outputs = model.predict(sample);
        double[] result = new double[outputs.length];
        for (int i = 0; i < outputs.length; i++) {
            result[i] = outputs[i];
        }
        return Vectors.dense(result);
    }
}
