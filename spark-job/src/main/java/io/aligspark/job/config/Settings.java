package io.aligspark.job.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigOriginFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import com.typesafe.config.ConfigValueType;
import io.aligspark.job.storage.HadoopFiles;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.apache.commons.text.similarity.LevenshteinDistance;

/**
 * The effective configuration: {@code reference.conf}, under a preset, under the command line. Every key is checked
 * against {@code reference.conf}, which holds them all. Driver.
 */
public final class Settings {
    private static final String COMMAND_LINE = "command line";
    private static final String REFERENCE = "io/aligspark/reference.conf";
    static final ConfigRenderOptions CONCISE = ConfigRenderOptions.concise().setJson(false);

    private static final Pattern CHANGEABLE = Pattern.compile(
            "optimizer\\..*|checkpoint\\..*|engine\\..*|output\\..*|train\\.epochs|data\\.root|data\\.(train|test)\\..*");

    private final Config config;

    private Settings(Config config) {
        this.config = config;
    }

    /**
     * Layers a preset and overrides over the defaults.
     *
     * @param preset path of a HOCON file on any Hadoop file system
     * @param overrides {@code key=value}, later ones win
     * @throws IllegalArgumentException if the file is missing or not HOCON, or a key is unknown
     */
    public static Settings load(String preset, List<String> overrides) {
        Config reference = ConfigFactory.parseResources(Settings.class.getClassLoader(), REFERENCE);
        if (reference.isEmpty()) {
            throw new IllegalStateException(REFERENCE + " is missing in the application jar");
        }
        Config layers = parse(preset);
        for (String override : overrides) {
            layers = parseOverride(override).withFallback(layers);
        }
        Config effective;
        try {
            effective = layers.withFallback(reference).resolve();
        } catch (ConfigException.UnresolvedSubstitution e) {
            throw new IllegalArgumentException(preset + ": " + e.getMessage(), e);
        }
        requireKnownKeys(effective, reference);
        return new Settings(effective);
    }

    /**
     * The configuration of a run that continues. What decides its parameters, the assignment of samples and the
     * batches cannot change; paths may, since data move.
     *
     * @param config the run's {@code config.conf}
     * @param overrides {@code key=value}
     * @throws IllegalArgumentException if an override changes such a key
     */
    public static Settings resumed(String config, List<String> overrides) {
        Settings before = load(config, List.of());
        Settings after = load(config, overrides);
        Map<String, String> values = before.values();
        after.values().forEach((key, value) -> {
            if (!value.equals(values.get(key)) && !CHANGEABLE.matcher(key).matches()) {
                throw new IllegalArgumentException(
                        key + " cannot change when a run continues: it was " + values.get(key) + ", now " + value);
            }
        });
        return after;
    }

    /** A number; {@code infinity} is one. */
    public double number(String key) {
        return read(key, "a number", path -> {
            String text = config.getValue(path).unwrapped().toString();
            return text.equals("infinity") ? Double.POSITIVE_INFINITY : config.getDouble(path);
        });
    }

    /** A whole number. */
    public int integer(String key) {
        return Math.toIntExact(whole(key));
    }

    /** A whole number of 64 bits. */
    public long whole(String key) {
        return read(key, "a whole number", config::getLong);
    }

    /** A text. */
    public String text(String key) {
        return read(key, "a text", config::getString);
    }

    /** True or false. */
    public boolean flag(String key) {
        return read(key, "true or false", config::getBoolean);
    }

    /** A list of numbers. */
    public List<Double> numbers(String key) {
        return read(key, "a list of numbers", config::getDoubleList);
    }

    /** A list of whole numbers. */
    public List<Integer> integers(String key) {
        return read(key, "a list of whole numbers", config::getIntList);
    }

    /** A list of texts. */
    public List<String> texts(String key) {
        return read(key, "a list of texts", config::getStringList);
    }

    /** A list of objects, each with the given keys and no others. */
    public List<Settings> objects(String key, List<String> keys) {
        List<Settings> objects = new ArrayList<>();
        for (Config object : read(key, "a list of objects", path -> List.copyOf(config.getConfigList(path)))) {
            for (String name : object.root().keySet()) {
                if (!keys.contains(name)) {
                    throw new IllegalArgumentException(
                            place(object.root().get(name)) + "unknown key " + name + " in " + key + "; it has " + keys);
                }
            }
            objects.add(new Settings(object));
        }
        return objects;
    }

    /** Whether the key has a value other than null. */
    public boolean has(String key) {
        return config.hasPath(key);
    }

    /** One of the constants, written in lower case with hyphens. */
    public <E extends Enum<E>> E choice(String key, Class<E> type) {
        String text = text(key);
        List<String> names = new ArrayList<>();
        for (E constant : type.getEnumConstants()) {
            String name = constant.name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
            if (name.equals(text)) {
                return constant;
            }
            names.add(name);
        }
        throw new IllegalArgumentException(key + " must be one of " + names + ", but was " + text + at(key));
    }

    /** Every key's value in HOCON, sorted by key. */
    public Map<String, String> values() {
        Map<String, String> values = new TreeMap<>();
        leaves(config).forEach((key, value) -> values.put(key, value.render(CONCISE)));
        return values;
    }

    /** The complete effective configuration as HOCON, one key a line. */
    public String render() {
        StringBuilder text = new StringBuilder();
        values().forEach((key, value) ->
                text.append(key).append(" = ").append(value).append('\n'));
        return text.toString();
    }

    /** As {@link #render}, with the origin of each value behind it. */
    public String renderWithOrigins() {
        StringBuilder text = new StringBuilder();
        leaves(config).forEach((key, value) -> {
            String line = key + " = " + value.render(CONCISE);
            text.append(String.format("%-60s # %s%n", line, origin(value)));
        });
        return text.toString();
    }

    private <T> T read(String key, String expected, Function<String, T> reader) {
        try {
            return reader.apply(key);
        } catch (ConfigException.Missing e) {
            throw new IllegalArgumentException(key + " must be set: give it in the preset or as " + key + "=...", e);
        } catch (ConfigException | NumberFormatException e) {
            String found = config.getValue(key).render(CONCISE);
            throw new IllegalArgumentException(key + " must be " + expected + ", but was " + found + at(key), e);
        }
    }

    private String at(String key) {
        return " (" + origin(config.getValue(key)) + ")";
    }

    static Config parse(String preset) {
        HadoopFiles files = HadoopFiles.of(preset);
        if (!files.isFile("")) {
            throw new IllegalArgumentException("the configuration " + preset + " does not exist; presets lie in conf/");
        }
        String text = files.readText("");
        try {
            return ConfigFactory.parseString(text, ConfigParseOptions.defaults().setOriginDescription(preset));
        } catch (ConfigException.Parse e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    private static Config parseOverride(String override) {
        int equals = override.indexOf('=');
        if (equals < 1) {
            throw new IllegalArgumentException("expected key=value, but was given " + override);
        }
        String key = override.substring(0, equals).trim();
        String value = override.substring(equals + 1).trim();
        // Plain text needs no quotes here: paths hold characters that HOCON would reject.
        boolean hocon = value.matches("[\\[{\"].*|true|false|null|[-+]?[0-9.]+([eE][-+]?[0-9]+)?");
        try {
            if (hocon) {
                return ConfigFactory.parseString(
                        key + " = " + value, ConfigParseOptions.defaults().setOriginDescription(COMMAND_LINE));
            }
            ConfigValue text =
                    ConfigValueFactory.fromAnyRef(value).withOrigin(ConfigOriginFactory.newSimple(COMMAND_LINE));
            return ConfigFactory.empty().withValue(key, text);
        } catch (ConfigException e) {
            throw new IllegalArgumentException("cannot read " + override + ": " + e.getMessage(), e);
        }
    }

    private static void requireKnownKeys(Config effective, Config reference) {
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

    private static String place(ConfigValue value) {
        return origin(value) + ": ";
    }

    private static String origin(ConfigValue value) {
        String origin = value.origin().description();
        if (origin.startsWith(COMMAND_LINE)) {
            return COMMAND_LINE;
        }
        return origin.contains(REFERENCE) ? "default" : origin.replace(": ", ":");
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
                collect(prefix + name + ".", (com.typesafe.config.ConfigObject) value, leaves);
            } else {
                leaves.put(prefix + name, value);
            }
        });
    }
}
