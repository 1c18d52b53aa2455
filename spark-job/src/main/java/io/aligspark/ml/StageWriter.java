package io.aligspark.ml;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.aligspark.job.storage.HadoopFiles;
import java.nio.charset.StandardCharsets;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.Params;
import org.apache.spark.ml.util.MLWriter;
import org.apache.spark.sql.SparkSession;

/**
 * Writes a stage as Spark ML does: {@code metadata/part-00000} holds one line of JSON with class, id and parameters, from which
 * Spark's own Pipelines find the class that reads it.
 */
final class StageWriter extends MLWriter {
    /** Folder of the metadata. */
    static final String METADATA = "metadata";
    /** File in it. */
    static final String PART = "part-00000";
    /** Key of the version of this form. */
    static final String FORMAT = "aligFormat";
    /** The version. */
    static final int VERSION = 1;

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Params stage;
    private final Content content;

    /** Writes what belongs to a stage beside its metadata. */
    interface Content {
        void write(String path);
    }

    StageWriter(Params stage, Content content) {
        this.stage = stage;
        this.content = content;
    }

    @Override
    public void saveImpl(String path) {
        HadoopFiles.use(SparkSession.builder().getOrCreate().sparkContext().hadoopConfiguration());
        content.write(path);
        HadoopFiles metadata = HadoopFiles.of(path).in(METADATA);
        byte[] line = (metadata() + "\n").getBytes(StandardCharsets.UTF_8);
        metadata.makeFolder();
        metadata.writeAtomically(PART, out -> out.write(line));
        metadata.writeAtomically("_SUCCESS", out -> {});
    }

    private String metadata() {
        ObjectNode json = JSON.createObjectNode()
                .put("class", stage.getClass().getName())
                .put("timestamp", System.currentTimeMillis())
                .put("sparkVersion", org.apache.spark.package$.MODULE$.SPARK_VERSION())
                .put("uid", stage.uid())
                .put(FORMAT, VERSION);
        ObjectNode set = json.putObject("paramMap");
        ObjectNode defaults = json.putObject("defaultParamMap");
        for (Param<?> param : stage.params()) {
            if (stage.isSet(param)) {
                put(set, param, stage.getOrDefault(param));
            } else if (stage.hasDefault(param)) {
                put(defaults, param, stage.getOrDefault(param));
            }
        }
        return json.toString();
    }

    @SuppressWarnings("unchecked")
    private static void put(ObjectNode json, Param<?> param, Object value) {
        json.putRawValue(
                param.name(),
                new com.fasterxml.jackson.databind.util.RawValue(((Param<Object>) param).jsonEncode(value)));
    }
}
