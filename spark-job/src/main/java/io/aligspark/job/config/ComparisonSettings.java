package io.aligspark.job.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apache.hadoop.fs.Path;

/**
 * Reads a comparison: a configuration {@code base} (a path relative to the comparison's folder), and {@code methods} that each change some keys ({@code set}) and try
 * every combination of some lists ({@code grid}):
 *
 * <pre>
 * base = ../quickstart.conf
 * methods = [
 *   { name = ALI-G, set = { optimizer.name = alig }, grid = { optimizer.max-learning-rate = [0.1, 1] } }
 *   { name = SGD, set = { optimizer.name = sgd }, grid = { optimizer.learning-rate = [0.01, 0.1] } }
 * ]
 * </pre>
 */
public final class ComparisonSettings {
    private static final Set<String> KEYS = Set.of("base", "methods");
    private static final Set<String> METHOD_KEYS = Set.of("name", "set", "grid");

    private ComparisonSettings() {}

    /**
     * Every run of the comparison, method by method.
     *
     * @param path of the comparison, a HOCON file on any Hadoop file system
     * @param overrides {@code key=value} for every run
     * @throws IllegalArgumentException if it is not one, or a run's settings are bad
     */
    public static List<Candidate> read(String path, List<String> overrides) {
        Config comparison = Settings.parse(path).resolve();
        requireKeys(path, comparison, KEYS);
        List<Candidate> candidates = new ArrayList<>();
        Set<String> runs = new HashSet<>();
        try {
            String base = relativeTo(path, comparison.getString("base"));
            for (Config method : comparison.getConfigList("methods")) {
                requireKeys(path, method, METHOD_KEYS);
                for (List<String> cell : cells(path, method)) {
                    Candidate candidate = candidate(base, method, cell, overrides);
                    if (!runs.add(candidate.run())) {
                        throw new IllegalArgumentException(path + ": two runs are called " + candidate.run()
                                + ": give each method a name of its own");
                    }
                    RunConfig.of(candidate.settings());
                    candidates.add(candidate);
                }
            }
        } catch (ConfigException e) {
            throw new IllegalArgumentException(path + ": " + e.getMessage(), e);
        }
        if (candidates.isEmpty()) {
            throw new IllegalArgumentException(path + ": methods must be one or more, but was []");
        }
        return candidates;
    }

    private static Candidate candidate(String base, Config method, List<String> cell, List<String> overrides) {
        List<String> keys = new ArrayList<>();
        if (method.hasPath("set")) {
            ConfigKeys.leaves(method.getConfig("set")).forEach((key, value) -> keys.add(assignment(key, value)));
        }
        keys.addAll(cell);
        keys.addAll(overrides);
        String name = method.getString("name");
        String setting = String.join(
                ", ",
                cell.stream()
                        .map(each -> each.substring(each.lastIndexOf('.', each.indexOf('=')) + 1))
                        .toList());
        String run = (name + " " + setting).strip().toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9.=+-]+", "-");
        return new Candidate(name, setting, run, Settings.load(base, keys));
    }

    /** The base lies where the comparison says, as seen from its own folder. */
    private static String relativeTo(String path, String base) {
        Path folder = new Path(path).getParent();
        return folder == null ? base : new Path(folder, base).toString();
    }

    /** Every combination of the grid's values, as {@code key=value}; one empty combination without a grid. */
    private static List<List<String>> cells(String path, Config method) {
        List<List<String>> cells = List.of(List.of());
        if (!method.hasPath("grid")) {
            return cells;
        }
        for (Map.Entry<String, ConfigValue> entry :
                ConfigKeys.leaves(method.getConfig("grid")).entrySet()) {
            if (entry.getValue().valueType() != ConfigValueType.LIST) {
                throw new IllegalArgumentException(path + ": " + entry.getKey() + " in grid must be a list, but was "
                        + ConfigKeys.render(entry.getValue()));
            }
            List<List<String>> longer = new ArrayList<>();
            for (List<String> cell : cells) {
                for (ConfigValue value : (ConfigList) entry.getValue()) {
                    List<String> with = new ArrayList<>(cell);
                    with.add(assignment(entry.getKey(), value));
                    longer.add(with);
                }
            }
            cells = longer;
        }
        return cells;
    }

    private static String assignment(String key, ConfigValue value) {
        return key + "=" + ConfigKeys.render(value);
    }

    private static void requireKeys(String path, Config config, Set<String> known) {
        for (String key : config.root().keySet()) {
            if (!known.contains(key)) {
                throw new IllegalArgumentException(path + ": unknown key " + key + "; there are "
                        + known.stream().sorted().toList());
            }
        }
    }
}
