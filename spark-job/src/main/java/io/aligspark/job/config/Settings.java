package io.aligspark.job.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigOriginFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import io.aligspark.job.storage.HadoopFiles;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * The effective configuration: {@code reference.conf}, under a preset, under the command line. Every key is checked
 * against {@code reference.conf}, which holds them all. Above 300 lines, because each kind of value has a reader. Driver.
 */
public final class Settings {
    static final String COMMAND_LINE = "command line";
    static final String REFERENCE = "io/aligspark/reference.conf";

    private static final Pattern CHANGEABLE = Pattern.compile(
            "optimizer\\..*|checkpoint\\..*|engine\\..*|output\\..*|exchange\\.(port|timeout)|train\\.(epochs|patience|reduction|max-restarts)|data\\.root|data\\.(train|test)\\..*|data\\.snli\\.vectors|data\\.images\\.keep");

    private final Config config;
    /** Stands before the keys in messages: where an object of a list is. */
    private final String owner;

    private Settings(Config config, String owner) {
        this.config = config;
        this.owner = owner;
    }

    /**
     * Layers a preset and overrides over the defaults.
     *
     * @param preset path of a HOCON file on any Hadoop file system; one without a scheme is a file of this machine if there
     *     is such a file, else of the default file system
     * @param overrides {@code key=value}, later ones win
     * @throws IllegalArgumentException if the file is missing or not HOCON, or a key is unknown
     */
    public static Settings load(String preset, List<String> overrides) {
        return load(preset, parse(preset), overrides);
    }

    /**
     * The defaults under overrides.
     *
     * @throws IllegalArgumentException if a key is unknown
     */
    public static Settings ofOverrides(List<String> overrides) {
        return load(COMMAND_LINE, ConfigFactory.empty(), overrides);
    }

    /**
     * The defaults under values.
     *
     * @param values numbers, booleans, texts, lists and maps of them, by key
     * @param origin where they come from, for messages
     * @throws IllegalArgumentException if a key is unknown, or a value of no such type
     */
    public static Settings ofValues(Map<String, ?> values, String origin) {
        try {
            return load(origin, ConfigFactory.parseMap(values, origin), List.of());
        } catch (ConfigException.BugOrBroken e) {
            throw new IllegalArgumentException(origin + ": " + e.getMessage(), e);
        }
    }

    private static Settings load(String preset, Config parsed, List<String> overrides) {
        Config reference = ConfigFactory.parseResources(Settings.class.getClassLoader(), REFERENCE);
        if (reference.isEmpty()) {
            throw new IllegalStateException(REFERENCE + " is missing in the application jar");
        }
        Config layers = parsed;
        for (String override : overrides) {
            layers = parseOverride(override).withFallback(layers);
        }
        Config effective;
        try {
            effective = layers.withFallback(reference).resolve();
        } catch (ConfigException.UnresolvedSubstitution e) {
            throw new IllegalArgumentException(preset + ": " + e.getMessage(), e);
        }
        ConfigKeys.requireKnownKeys(effective, reference);
        return new Settings(withNetworkFile(effective), "");
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
        return load(config, overrides).requireContinues(load(config, List.of()));
    }

    /**
     * This configuration, for a run that continues with it.
     *
     * @param before that of the run
     * @throws IllegalArgumentException if it changes what cannot change
     */
    public Settings requireContinues(Settings before) {
        Map<String, String> values = before.values();
        values().forEach((key, value) -> {
            if (!value.equals(values.get(key)) && !CHANGEABLE.matcher(key).matches()) {
                throw new IllegalArgumentException(
                        key + " cannot change when a run continues: it was " + values.get(key) + ", now " + value);
            }
        });
        return this;
    }

    /**
     * The same with other values.
     *
     * @param values numbers, booleans, texts, lists and maps of them, by key
     * @param origin where they come from, for messages
     * @throws IllegalArgumentException if a key is unknown, or a value of no such type
     */
    public Settings with(Map<String, ?> values, String origin) {
        try {
            return load(origin, ConfigFactory.parseMap(values, origin).withFallback(config), List.of());
        } catch (ConfigException.BugOrBroken e) {
            throw new IllegalArgumentException(origin + ": " + e.getMessage(), e);
        }
    }

    /**
     * The same under overrides.
     *
     * @param overrides {@code key=value}, later ones win
     * @throws IllegalArgumentException if a key is unknown
     */
    public Settings with(List<String> overrides) {
        return load(COMMAND_LINE, config, overrides);
    }

    /** The same with another value of a key, as {@code key=value} on the command line gives it. */
    public Settings with(String key, String value) {
        return new Settings(parseOverride(key + "=" + value).withFallback(config), owner);
    }

    /** A number; {@code infinity} is one. */
    public double number(String key) {
        return read(key, "a number", path -> {
            String text = config.getValue(path).unwrapped().toString();
            return text.equals("infinity") ? Double.POSITIVE_INFINITY : config.getDouble(path);
        });
    }

    /** A whole number of 32 bits. */
    public int integer(String key) {
        return (int) whole(key, Integer.MIN_VALUE, Integer.MAX_VALUE);
    }

    /** A whole number of 64 bits. */
    public long whole(String key) {
        return whole(key, Long.MIN_VALUE, Long.MAX_VALUE);
    }

    private long whole(String key, long least, long most) {
        BigInteger whole = read(key, "a whole number", path -> exact(config.getValue(path)));
        if (whole.compareTo(BigInteger.valueOf(least)) < 0 || whole.compareTo(BigInteger.valueOf(most)) > 0) {
            throw new IllegalArgumentException(
                    owner + key + " must be from " + least + " to " + most + ", but was " + whole + at(key));
        }
        return whole.longValue();
    }

    /** The library would cut off fractions, and what is too large. */
    private static BigInteger exact(ConfigValue value) {
        try {
            // As it is written: a number of the library may be rounded.
            return new BigDecimal(value.render().replace("\"", "")).toBigIntegerExact();
        } catch (ArithmeticException e) {
            throw new NumberFormatException(e.getMessage());
        }
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

    /** A list of whole numbers of 32 bits. */
    public List<Integer> integers(String key) {
        return read(
                key,
                "a list of whole numbers",
                path -> config.getList(path).stream()
                        .map(value -> exactInt(exact(value)))
                        .toList());
    }

    private static int exactInt(BigInteger whole) {
        if (whole.bitLength() >= Integer.SIZE) {
            throw new NumberFormatException("too large");
        }
        return whole.intValue();
    }

    /** A list of texts. */
    public List<String> texts(String key) {
        return read(key, "a list of texts", config::getStringList);
    }

    /** A regular expression. */
    public Pattern pattern(String key) {
        return pattern(key, text(key));
    }

    /** A list of regular expressions. */
    public List<Pattern> patterns(String key) {
        return texts(key).stream().map(text -> pattern(key, text)).toList();
    }

    private Pattern pattern(String key, String text) {
        try {
            return Pattern.compile(text);
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException(
                    owner + key + " must be a regular expression, but was \"" + text + "\": " + e.getDescription(), e);
        }
    }

    /** A list of objects. */
    public List<Settings> objects(String key) {
        return read(key, "a list of objects", path -> List.copyOf(config.getConfigList(path))).stream()
                .map(object -> new Settings(object, key + ": "))
                .toList();
    }

    /** The same, with another text before the keys in messages. */
    public Settings describedAs(String newOwner) {
        return new Settings(config, newOwner);
    }

    /**
     * Checks that this object has no other keys.
     *
     * @throws IllegalArgumentException if it has one, naming its place
     */
    public void requireOnly(Collection<String> keys) {
        config.root().forEach((name, value) -> {
            if (!keys.contains(name)) {
                throw new IllegalArgumentException(
                        ConfigKeys.place(value) + owner + "unknown key " + name + "; there are " + keys);
            }
        });
    }

    /** What a reader throws if the value is none of its choices. */
    public IllegalArgumentException mustBeOneOf(String key, Collection<String> choices) {
        return new IllegalArgumentException(
                owner + key + " must be one of " + choices + ", but was " + text(key) + at(key));
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
        throw mustBeOneOf(key, names);
    }

    /** Every key's value in HOCON, sorted by key. */
    public Map<String, String> values() {
        Map<String, String> values = new TreeMap<>();
        ConfigKeys.leaves(config).forEach((key, value) -> values.put(key, ConfigKeys.render(value)));
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
        ConfigKeys.leaves(config).forEach((key, value) -> {
            String line = key + " = " + ConfigKeys.render(value);
            text.append(String.format("%-60s # %s%n", line, ConfigKeys.origin(value)));
        });
        return text.toString();
    }

    private <T> T read(String key, String expected, Function<String, T> reader) {
        try {
            return reader.apply(key);
        } catch (ConfigException.Missing e) {
            throw new IllegalArgumentException(
                    owner.isEmpty()
                            ? key + " must be set: give it in the preset or as " + key + "=..."
                            : owner + key + " must be set",
                    e);
        } catch (ConfigException | NumberFormatException e) {
            String found = ConfigKeys.render(config.getValue(key));
            throw new IllegalArgumentException(
                    owner + key + " must be " + expected + ", but was " + found + at(key), e);
        }
    }

    private String at(String key) {
        return " (" + ConfigKeys.origin(config.getValue(key)) + ")";
    }

    static Config parse(String preset) {
        String text = HadoopFiles.textOf(preset)
                .orElseThrow(() -> new IllegalArgumentException(
                        "the configuration " + preset + " does not exist; presets lie in conf/"));
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

    /** Takes in the file that the configuration names, so that the folder of a run needs no other file. */
    private static Config withNetworkFile(Config effective) {
        Settings settings = new Settings(effective, "");
        if (!settings.has("model.path") || settings.has("model.json")) {
            return effective;
        }
        String path = settings.text("model.path");
        HadoopFiles file = HadoopFiles.of(path);
        if (!file.isFile("")) {
            throw new IllegalArgumentException("model.path = " + path + " is no file" + settings.at("model.path"));
        }
        return effective.withValue("model.json", ConfigValueFactory.fromAnyRef(file.readText(""), path));
    }
}
