package io.aligspark.job.session;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.aligspark.job.data.BadRecords;
import io.aligspark.job.reduction.Evaluation;
import io.aligspark.job.storage.HadoopFiles;
import io.aligspark.job.storage.RunFolder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FSError;

/** {@code metrics.jsonl}: one JSON object a line, {@code "type"} is {@code run}, {@code step}, {@code epoch}, ... Driver. */
final class MetricsLog implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Lines that others may not see yet, at most. */
    private static final int FLUSH = 4096;
    /** Lines that are kept while they cannot be written, at most. */
    private static final int KEPT = 100 * FLUSH;

    private final HadoopFiles folder;
    private final Consumer<String> warn;
    /** Since the last flush. */
    private final List<String> pending = new ArrayList<>();
    /** Null while lines cannot be written. */
    private FSDataOutputStream out;
    /** Lines in the file that are there to stay. */
    private long flushed;

    /**
     * Starts the file, with the lines of an earlier attempt up to a step.
     *
     * @param warn told when lines cannot be written: they are kept, and written when that is possible again
     */
    MetricsLog(HadoopFiles folder, long lastStep, Consumer<String> warn) {
        this.folder = folder;
        this.warn = warn;
        rewrite(line -> isUpTo(line, lastStep));
        out = folder.append(RunFolder.METRICS);
    }

    /** Keeps some of the lines. */
    private void rewrite(Predicate<String> kept) {
        AtomicLong lines = new AtomicLong();
        boolean exists = folder.isFile(RunFolder.METRICS);
        folder.writeAtomically(RunFolder.METRICS, stream -> {
            if (exists) {
                folder.forEachLine(RunFolder.METRICS, line -> {
                    if (kept.test(line)) {
                        stream.write(bytes(line));
                        lines.incrementAndGet();
                    }
                });
            }
        });
        flushed = lines.get();
    }

    /** What an attempt runs on. */
    void run(RunMetrics metrics) {
        write("run", JSON.valueToTree(metrics));
    }

    /** Records of a source that are left out, if there are any. */
    void skipped(String source, BadRecords records) {
        if (records.bad() + records.leftOut() > 0) {
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
        AtomicReference<RunMetrics> last = new AtomicReference<>();
        folder.forEachLine(RunFolder.METRICS, line -> {
            if (line.startsWith("{\"type\":\"run\"")) {
                last.set(parseRun(line));
            }
        });
        return Optional.ofNullable(last.get());
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
        flush();
    }

    @Override
    public void close() {
        flush();
        if (!pending.isEmpty()) {
            warn.accept("the last " + pending.size() + " lines of " + folder.describe(RunFolder.METRICS)
                    + " could not be written");
        }
        closeQuietly();
    }

    private void write(String type, ObjectNode values) {
        ObjectNode line = JSON.createObjectNode().put("type", type);
        values.fields().forEachRemaining(field -> {
            // JSON has no NaN: a value without a meaning is null.
            boolean absent = field.getValue().isDouble()
                    && !Double.isFinite(field.getValue().asDouble());
            line.set(field.getKey(), absent ? null : field.getValue());
        });
        writeLine(line.toString());
    }

    private void writeLine(String line) {
        if (pending.size() == KEPT) {
            throw new IllegalArgumentException("cannot write " + folder.describe(RunFolder.METRICS) + ": " + KEPT
                    + " lines wait for its file system");
        }
        pending.add(line);
        if (out == null) {
            return;
        }
        try {
            out.write(bytes(line));
        } catch (IOException | FSError e) {
            lose(e);
        }
        if (pending.size() >= FLUSH) {
            flush();
        }
    }

    /** Makes everything so far visible to other readers; after a failure, tries anew. */
    private void flush() {
        try {
            if (out == null) {
                long whole = flushed;
                AtomicLong line = new AtomicLong();
                rewrite(text -> line.incrementAndGet() <= whole);
                out = folder.append(RunFolder.METRICS);
                for (String text : pending) {
                    out.write(bytes(text));
                }
            }
            out.hflush();
            flushed += pending.size();
            pending.clear();
        } catch (IOException | IllegalArgumentException | FSError e) {
            lose(e);
        }
    }

    private void lose(Throwable e) {
        if (out != null) {
            warn.accept("cannot write " + folder.describe(RunFolder.METRICS) + " (" + e.getMessage()
                    + "): training goes on, its lines are kept");
            closeQuietly();
        }
    }

    private void closeQuietly() {
        try {
            if (out != null) {
                out.close();
            }
        } catch (IOException | FSError e) {
            // What was flushed is there; the rest is pending.
        } finally {
            out = null;
        }
    }

    private static byte[] bytes(String line) {
        return (line + "\n").getBytes(StandardCharsets.UTF_8);
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
