package io.aligspark.job.train;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.aligspark.job.data.BadRecords;
import io.aligspark.job.reduction.Evaluation;
import io.aligspark.job.storage.HadoopFiles;
import io.aligspark.job.storage.RunFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.fs.FSDataOutputStream;

/** {@code metrics.jsonl}: one JSON object a line, {@code "type"} is {@code run}, {@code step}, {@code epoch}, ... Driver. */
final class MetricsLog implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final FSDataOutputStream out;

    /** Starts the file, with the lines of an earlier attempt up to a step. */
    MetricsLog(HadoopFiles folder, long lastStep) {
        List<String> kept = folder.isFile(RunFolder.METRICS)
                ? folder.readText(RunFolder.METRICS)
                        .lines()
                        .filter(line -> isUpTo(line, lastStep))
                        .toList()
                : List.of();
        folder.writeAtomically(RunFolder.METRICS, stream -> {
            for (String line : kept) {
                stream.write((line + "\n").getBytes(StandardCharsets.UTF_8));
            }
        });
        out = folder.append(RunFolder.METRICS);
    }

    /** What an attempt runs on. */
    void run(RunMetrics metrics) {
        write("run", JSON.valueToTree(metrics));
    }

    /** Records of a source that are left out, if there are any. */
    void skipped(String source, BadRecords records) {
        if (records.bad() > 0) {
            ObjectNode values = JSON.valueToTree(records);
            write("skipped", JSON.createObjectNode().put("source", source).setAll(values));
        }
    }

    void step(StepMetrics metrics) {
        write("step", JSON.valueToTree(metrics));
    }

    /** Seconds of the parts of the way from the start of this JVM to its first step. */
    void startUp(Map<String, Double> seconds) {
        ObjectNode values = JSON.valueToTree(seconds);
        write(
                "startup",
                JSON.createObjectNode().put("jvm", StartClock.jvmStart()).setAll(values));
    }

    /** Identity of the trained weights. */
    void model(long step, String sha256) {
        write("model", JSON.createObjectNode().put("step", step).put("sha256", sha256));
    }

    /** The result on the test set. */
    void test(long step, Evaluation evaluation) {
        ObjectNode values = JSON.valueToTree(evaluation);
        write("test", JSON.createObjectNode().put("step", step).setAll(values));
    }

    /** Why training stopped early. */
    void fault(String message) {
        write("fault", JSON.createObjectNode().put("message", message));
    }

    /** What the attempt before ran on, if there was one. */
    static Optional<RunMetrics> lastRun(HadoopFiles folder) {
        if (!folder.isFile(RunFolder.METRICS)) {
            return Optional.empty();
        }
        return folder.readText(RunFolder.METRICS)
                .lines()
                .filter(line -> line.startsWith("{\"type\":\"run\""))
                .reduce((first, second) -> second)
                .map(MetricsLog::parseRun);
    }

    private static RunMetrics parseRun(String line) {
        try {
            JsonNode json = JSON.readTree(line);
            return new RunMetrics(
                    json.path("spark").asText(),
                    json.path("slots").asInt(),
                    json.path("device").asText(),
                    json.path("threads").asInt());
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(RunFolder.METRICS + " is damaged: " + e.getMessage(), e);
        }
    }

    /** Also makes everything so far visible to other readers. */
    void epoch(EpochMetrics metrics) {
        write("epoch", JSON.valueToTree(metrics));
        try {
            out.hflush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            out.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void write(String type, ObjectNode values) {
        try {
            ObjectNode line = JSON.createObjectNode().put("type", type);
            values.fields().forEachRemaining(field -> {
                // JSON has no NaN: a value without a meaning is null.
                boolean absent = field.getValue().isDouble()
                        && !Double.isFinite(field.getValue().asDouble());
                line.set(field.getKey(), absent ? null : field.getValue());
            });
            writeLine(JSON.writeValueAsString(line));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void writeLine(String line) throws IOException {
        out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
    }

    private static boolean isUpTo(String line, long lastStep) {
        try {
            return JSON.readTree(line).path("step").asLong() <= lastStep;
        } catch (JsonProcessingException e) {
            // The last line of a killed process may be cut.
            return false;
        }
    }
}
