package io.aligspark.job.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.util.Map;
import java.util.TreeMap;
import org.apache.commons.text.similarity.LevenshteinDistance;

/** The keys of a configuration and where their values come from. */
final class ConfigKeys {
    private static final ConfigRenderOptions HOCON =
            ConfigRenderOptions.concise().setJson(false);

    private ConfigKeys() {}

    /** On one line. Lists as JSON: the renderer of HOCON leaves out the braces of objects in them. */
    static String render(ConfigValue value) {
        return value.render(value.valueType() == ConfigValueType.LIST ? ConfigRenderOptions.concise() : HOCON);
    }

    /** @throws IllegalArgumentException for a key that the reference lacks, naming the nearest one */
    static void requireKnownKeys(Config effective, Config reference) {
        Map<String, ConfigValue> known = leaves(reference);
        leaves(effective).forEach((key, value) -> {
            if (!known.containsKey(key)) {
                String nearest = known.keySet().stream()
                        .min((a, b) -> Integer.compare(distance(a, key), distance(b, key)))
                        .orElseThrow();
                throw new IllegalArgumentException(
                        place(value) + "unknown key " + key + "; did you mean " + nearest + "?");
            }
        });
    }

    private static int distance(String known, String key) {
        return LevenshteinDistance.getDefaultInstance().apply(known, key);
    }

    /** The same, as the start of a message. */
    static String place(ConfigValue value) {
        return origin(value) + ": ";
    }

    /** Where a value stands, for people. */
    static String origin(ConfigValue value) {
        String origin = value.origin().description();
        if (origin.startsWith(Settings.COMMAND_LINE)) {
            return Settings.COMMAND_LINE;
        }
        return origin.contains(Settings.REFERENCE) ? "default" : origin.replace(": ", ":");
    }

    /** Paths and values that are not objects, null included, sorted. */
    static Map<String, ConfigValue> leaves(Config config) {
        Map<String, ConfigValue> leaves = new TreeMap<>();
        collect("", config.root(), leaves);
        return leaves;
    }

    private static void collect(String prefix, Map<String, ConfigValue> object, Map<String, ConfigValue> leaves) {
        object.forEach((name, value) -> {
            if (value.valueType() == ConfigValueType.OBJECT) {
                collect(prefix + name + ".", (ConfigObject) value, leaves);
            } else {
                leaves.put(prefix + name, value);
            }
        });
    }
}
