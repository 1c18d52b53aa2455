package io.aligspark.job.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.aligspark.job.storage.HadoopFiles;
import io.aligspark.job.storage.RunFolder;
import java.util.ArrayList;
import java.util.List;

/**
 * How a run went, read from its {@code metrics.jsonl}. What was not measured is NaN or empty. Driver.
 *
 * @param environment what its last attempt ran on, for people; empty before the first
 * @param epochs in order
 * @param test on the test set, after the last epoch
 * @param sha256 of the trained weights; empty before they are there
 * @param fault why it stopped early; empty if it did not
 */
public record RunHistory(String environment, List<Epoch> epochs, Test test, String sha256, String fault) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * An epoch.
     *
     * @param epoch counted from 1
     * @param loss mean over the training samples, each before its own step
     * @param stepSize mean over the steps
     * @param clippedShare share of steps at the maximal learning rate, in [0, 1]
     * @param validationLoss after the epoch
     * @param validationAccuracy after the epoch, in [0, 1]
     * @param samplesPerSecond of training
     * @param seconds wall time, with validation
     */
    public record Epoch(
            int epoch,
            double loss,
            double stepSize,
            double clippedShare,
            double validationLoss,
            double validationAccuracy,
            double samplesPerSecond,
            double seconds) {}

    /**
     * The result on the test set.
     *
     * @param samples their number; 0 without a test set
     * @param loss mean
     * @param accuracy in [0, 1]
     * @param k of the next
     * @param topKAccuracy in [0, 1]
     */
    public record Test(long samples, double loss, double accuracy, int k, double topKAccuracy) {
        static final Test NONE = new Test(0, Double.NaN, Double.NaN, 1, Double.NaN);
    }

    /** Copies the list. */
    public RunHistory {
        epochs = List.copyOf(epochs);
    }

    /** Mean training loss of the last epoch; NaN before the first. */
    public double loss() {
        return epochs.isEmpty() ? Double.NaN : last().loss();
    }

    /** Validation loss after the last epoch. */
    public double validationLoss() {
        return epochs.isEmpty() ? Double.NaN : last().validationLoss();
    }

    /** Validation accuracy after the last epoch, in [0, 1]. */
    public double validationAccuracy() {
        return epochs.isEmpty() ? Double.NaN : last().validationAccuracy();
    }

    /** Of all epochs. */
    public double seconds() {
        return epochs.stream().mapToDouble(Epoch::seconds).sum();
    }

    /** Whether training broke. */
    public boolean diverged() {
        return !fault.isEmpty();
    }

    private Epoch last() {
        return epochs.get(epochs.size() - 1);
    }

    /**
     * Reads the run in a folder.
     *
     * @throws IllegalArgumentException if its metrics cannot be read
     */
    public static RunHistory read(HadoopFiles folder) {
        Reading reading = new Reading();
        folder.forEachLine(RunFolder.METRICS, line -> {
            // Nearly all lines are of steps; a report needs none of them.
            if (!line.startsWith("{\"type\":\"step\"")) {
                reading.add(parse(line, folder));
            }
        });
        return new RunHistory(reading.environment, reading.epochs, reading.test, reading.sha256, reading.fault);
    }

    /** What the lines so far say. */
    private static final class Reading {
        private final List<Epoch> epochs = new ArrayList<>();
        private String environment = "";
        private Test test = Test.NONE;
        private String sha256 = "";
        private String fault = "";

        void add(JsonNode json) {
            switch (json.path("type").asText()) {
                case "run" -> environment = environment(json);
                case "epoch" -> {
                    epochs.add(epoch(json));
                    // A run that stopped, or had finished, went on.
                    fault = "";
                    sha256 = "";
                    test = Test.NONE;
                }
                case "model" -> sha256 = json.path("sha256").asText();
                case "test" -> test = test(json);
                case "fault" -> fault = json.path("message").asText();
                default -> {
                    // Of another version.
                }
            }
        }
    }

    private static String environment(JsonNode json) {
        return "Spark " + json.path("spark").asText() + ", "
                + json.path("slots").asText() + " task slots, "
                + json.path("device").asText() + ", compute threads a task: "
                + json.path("threads").asText();
    }

    private static Epoch epoch(JsonNode json) {
        return new Epoch(
                json.path("epoch").asInt(),
                number(json, "loss"),
                number(json, "stepSizeMean"),
                number(json, "clippedShare"),
                number(json, "validationLoss"),
                number(json, "validationAccuracy"),
                number(json, "samplesPerSecond"),
                number(json, "seconds"));
    }

    private static Test test(JsonNode json) {
        return new Test(
                json.path("samples").asLong(),
                number(json, "lossMean"),
                number(json, "accuracy"),
                json.path("k").asInt(),
                number(json, "topKAccuracy"));
    }

    private static double number(JsonNode json, String field) {
        return json.path(field).isNumber() ? json.path(field).asDouble() : Double.NaN;
    }

    private static JsonNode parse(String line, HadoopFiles folder) {
        try {
            return JSON.readTree(line);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(
                    folder.describe(RunFolder.METRICS) + " is damaged: " + e.getOriginalMessage(), e);
        }
    }
}
