package io.aligspark.ml;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.aligspark.job.storage.HadoopFiles;
import java.util.Map;
import java.util.function.Function;
import org.apache.spark.ml.param.Params;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.SparkSession;

/**
 * Reads what {@link StageWriter} wrote.
 *
 * @param <T> the stage
 */
final class StageReader<T extends Params> extends MLReader<T> {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Class<T> type;
    private final Function<String, T> create;

    /** @param create makes a stage of its id */
    StageReader(Class<T> type, Function<String, T> create) {
        this.type = type;
        this.create = create;
    }

    @Override
    public T load(String path) {
        JsonNode metadata = metadata(path, type);
        T stage = create.apply(metadata.path("uid").asText());
        setParams(stage, metadata);
        return stage;
    }

    /**
     * The metadata of a stage.
     *
     * @throws IllegalArgumentException if there is none, or it is of another class or a later version
     */
    static JsonNode metadata(String path, Class<?> type) {
        HadoopFiles.use(SparkSession.builder().getOrCreate().sparkContext().hadoopConfiguration());
        HadoopFiles folder = HadoopFiles.of(path).in(StageWriter.METADATA);
        if (!folder.isFile(StageWriter.PART)) {
            throw new IllegalArgumentException(
                    "no stage lies in " + path + ": expected " + folder.describe(StageWriter.PART));
        }
        JsonNode metadata;
        try {
            metadata = JSON.readTree(folder.readText(StageWriter.PART));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(folder.describe(StageWriter.PART) + " is damaged: " + e.getMessage(), e);
        }
        if (!metadata.path("class").asText().equals(type.getName())) {
            throw new IllegalArgumentException(path + " must hold a " + type.getName() + ", but holds a "
                    + metadata.path("class").asText());
        }
        int version = metadata.path(StageWriter.FORMAT).asInt();
        if (version > StageWriter.VERSION) {
            throw new IllegalArgumentException(path + " is of version " + version
                    + " of its form, but this library reads those up to " + StageWriter.VERSION + ": use a newer one");
        }
        return metadata;
    }

    /** Sets what was set. A default stays that of this library. */
    static void setParams(Params stage, JsonNode metadata) {
        for (Map.Entry<String, JsonNode> entry : metadata.path("paramMap").properties()) {
            if (!stage.hasParam(entry.getKey())) {
                throw new IllegalArgumentException("there is no parameter " + entry.getKey() + " of " + stage.uid());
            }
            set(stage, entry.getKey(), entry.getValue().toString());
        }
    }

    private static void set(Params stage, String name, String json) {
        var param = stage.getParam(name);
        stage.set(param, param.jsonDecode(json));
    }
}
