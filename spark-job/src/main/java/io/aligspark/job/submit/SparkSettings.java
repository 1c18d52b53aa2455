package io.aligspark.job.submit;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/** Files of Spark settings, as {@code spark-defaults.conf}: {@code key value} a line. */
public final class SparkSettings {
    private SparkSettings() {}

    /** The settings of the site, in {@code SPARK_CONF_DIR} or {@code SPARK_HOME/conf}. */
    public static Map<String, String> ofSite(Map<String, String> environment) {
        return read(siteFolder(environment).resolve("spark-defaults.conf"), Path.of(environment.get("ALIG_HOME")));
    }

    /** Where the site's settings lie. */
    static Path siteFolder(Map<String, String> environment) {
        return Path.of(environment.getOrDefault("SPARK_CONF_DIR", environment.get("SPARK_HOME") + "/conf"));
    }

    /** The settings in a file, with {@code ${ALIG_HOME}} replaced; none if there is no file. */
    static Map<String, String> read(Path file, Path home) {
        Map<String, String> settings = new TreeMap<>();
        if (Files.isRegularFile(file)) {
            Properties properties = new Properties();
            try (Reader reader = Files.newBufferedReader(file)) {
                properties.load(reader);
            } catch (IOException e) {
                throw new UncheckedIOException("cannot read " + file + ": " + e.getMessage(), e);
            }
            properties.forEach((key, value) ->
                    settings.put(key.toString(), value.toString().trim().replace("${ALIG_HOME}", home.toString())));
        }
        return settings;
    }
}
