package io.aligspark.job.train;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.aligspark.job.storage.HadoopFiles;
import io.aligspark.job.storage.RunFolder;
import java.util.ArrayList;
import java.util.List;

/**
 * How a run went, read from its metrics.
 *
 * @param losses mean training loss of each epoch
 * @param validationLoss of the last epoch; NaN without a validation set
 * @param validationAccuracy likewise
 * @param testAccuracy NaN without a test set
 * @param seconds of all epochs
 * @param fault why it stopped early; empty if it did not
 */
record RunSummary(
        List<Double> losses,
        double validationLoss,
        double validationAccuracy,
        double testAccuracy,
        double seconds,
        String fault) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Copies the list. */
    RunSummary {
        losses = List.copyOf(losses);
    }

    /** Mean training loss of the last epoch; NaN before the first. */
    double lastLoss() {
        return losses.isEmpty() ? Double.NaN : losses.get(losses.size() - 1);
    }

    static RunSummary read(HadoopFiles folder) {
        List<Double> losses = new ArrayList<>();
        double validationLoss = Double.NaN;
        double validationAccuracy = Double.NaN;
        double testAccuracy = Double.NaN;
        double seconds = 0;
        String fault = "";
        for (String line : folder.readText(RunFolder.METRICS).split("\n", -1)) {
            JsonNode json = parse(line);
            switch (json.path("type").asText()) {
                case "epoch" -> {
                    losses.add(number(json, "loss"));
                    // A run that stopped may have been resumed.
                    fault = "";
                    validationLoss = number(json, "validationLoss");
                    validationAccuracy = number(json, "validationAccuracy");
                    seconds += number(json, "seconds");
                }
                case "test" -> testAccuracy = number(json, "accuracy");
                case "fault" -> fault = json.path("message").asText();
                default -> {
                    // Steps and environments.
                }
            }
        }
        return new RunSummary(losses, validationLoss, validationAccuracy, testAccuracy, seconds, fault);
    }

    private static double number(JsonNode json, String field) {
        return json.path(field).isNumber() ? json.path(field).asDouble() : Double.NaN;
    }

    private static JsonNode parse(String line) {
        try {
            return JSON.readTree(line);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(RunFolder.METRICS + " is damaged: " + e.getMessage(), e);
        }
    }
}
