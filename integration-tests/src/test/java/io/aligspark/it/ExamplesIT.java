package io.aligspark.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aligspark.it.Command.Output;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The README's programs in Java and Scala run as they stand there, and give the same bits on every Spark. */
class ExamplesIT {
    private static final List<String> LOCAL = List.of("--master", "local[2]");
    private static final String DIGITS = Command.HOME + "/conf/data/optdigits";
    private static final Pattern ACCURACY = Pattern.compile("accuracy ([0-9.]+)");
    private static final Pattern PREDICTIONS = Pattern.compile("predictions -?[0-9]+");

    @TempDir
    Path folder;

    private final Map<String, String> weights = new TreeMap<>();

    @Test
    void pipelineInJavaAndScalaGivesOneModel() {
        train(SparkHome.SPARK_42, "DigitsPipeline.java");
        train(SparkHome.SPARK_42, "DigitsPipeline.scala");
        assertOneModel();
    }

    @Test
    void pipelineRunsOnTheOldestScala() {
        train(SparkHome.SPARK_35_SCALA_212, "DigitsPipeline.java");
    }

    @Test
    @Tag("exhaustive")
    void onEverySpark() {
        for (SparkHome spark : SparkHome.values()) {
            train(spark, "DigitsPipeline.java");
            train(spark, "DigitsPipeline.scala");
        }
        assertOneModel();
    }

    @Test
    @Tag("exhaustive")
    void anotherSparkLoadsPipelineAndPredictsTheSame() {
        for (SparkHome writer : List.of(SparkHome.SPARK_35, SparkHome.SPARK_42)) {
            train(writer, "DigitsPipeline.java");
            Map<SparkHome, String> found = new TreeMap<>();
            for (SparkHome reader : List.of(SparkHome.SPARK_35, SparkHome.SPARK_42)) {
                Output output = Example.compile(reader, "PredictDigits.java", folder)
                        .run(folder, LOCAL, DIGITS, saved(writer, "DigitsPipeline.java"));
                assertTrue(weights.containsValue(output.sha256()), output::out);
                Matcher predictions = PREDICTIONS.matcher(output.out());
                assertTrue(predictions.find(), output::out);
                found.put(reader, predictions.group());
            }
            assertEquals(1, found.values().stream().distinct().count(), found::toString);
        }
    }

    @Test
    void readmeShowsTheseLines() throws IOException {
        String readme = Files.readString(Command.HOME.resolve("README.md"));
        for (String language : List.of("java", "scala")) {
            String lines = essential(Example.source("DigitsPipeline." + language));
            assertTrue(readme.contains("```" + language + "\n" + lines + "```\n"), "README.md must show:\n" + lines);
        }
    }

    /** The lines between the marks, from the margin on. */
    private static String essential(Path source) throws IOException {
        List<String> lines = Files.readAllLines(source);
        int begin = marked(lines, "// README: begin");
        int margin = lines.get(begin).indexOf('/');
        return lines.subList(begin + 1, marked(lines, "// README: end")).stream()
                .map(line -> line.substring(Math.min(margin, line.length())) + "\n")
                .collect(Collectors.joining());
    }

    private static int marked(List<String> lines, String mark) {
        return lines.stream().map(String::strip).toList().indexOf(mark);
    }

    private void train(SparkHome spark, String file) {
        Output output = Example.compile(spark, file, folder).run(folder, LOCAL, DIGITS, saved(spark, file));
        weights.put(spark + " " + file, output.sha256());
        Matcher accuracy = ACCURACY.matcher(output.out());
        assertTrue(accuracy.find() && Double.parseDouble(accuracy.group(1)) > 0.8, output::out);
    }

    private String saved(SparkHome spark, String file) {
        return folder.resolve(spark.name() + "-" + file).toString();
    }

    private void assertOneModel() {
        assertEquals(1, weights.values().stream().distinct().count(), weights::toString);
    }
}
