package io.aligspark.job.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * One method of a comparison.
 *
 * @param name for people
 * @param set keys that it changes in every run
 * @param grid lists of values by key, all of whose combinations it tries; the main hyper-parameter comes first
 */
record ComparisonMethod(String name, Map<String, ConfigValue> set, Map<String, ConfigList> grid) {
    private static final Set<String> KEYS = Set.of("name", "set", "grid", "axis");

    /**
     * Reads a method.
     *
     * @param path of the comparison, for messages
     * @param comparison whose {@code set} and {@code grid} hold unless the method itself sets or tries other values
     * @throws IllegalArgumentException if it is none
     */
    static ComparisonMethod read(String path, Config comparison, Config method) {
        ComparisonSettings.requireKeys(path, method, KEYS);
        Map<String, ConfigValue> ownSet = set(method);
        Map<String, ConfigList> own = grid(path, method);
        Map<String, ConfigValue> set = set(comparison);
        set.putAll(ownSet);
        Map<String, ConfigList> rest = grid(path, comparison);
        rest.keySet().removeAll(ownSet.keySet());
        rest.putAll(own);
        Map<String, ConfigList> grid = new LinkedHashMap<>();
        if (!own.isEmpty()) {
            String axis = axis(path, method, own);
            grid.put(axis, own.get(axis));
        }
        rest.forEach(grid::putIfAbsent);
        return new ComparisonMethod(method.getString("name"), set, grid);
    }

    /** The values of a {@code set}, by key; empty without one. */
    private static Map<String, ConfigValue> set(Config owner) {
        return owner.hasPath("set") ? ConfigKeys.leaves(owner.getConfig("set")) : new TreeMap<>();
    }

    /** The lists of a {@code grid}, by key; empty without one. */
    private static Map<String, ConfigList> grid(String path, Config owner) {
        Map<String, ConfigList> grid = new TreeMap<>();
        if (owner.hasPath("grid")) {
            ConfigKeys.leaves(owner.getConfig("grid")).forEach((key, value) -> {
                if (key.equals(ComparisonSettings.SEED)) {
                    throw new IllegalArgumentException(
                            path + ": " + key + " cannot be in grid: list seeds at the top, seeds = [1, 2, 3]");
                }
                if (value.valueType() != ConfigValueType.LIST) {
                    throw new IllegalArgumentException(
                            path + ": " + key + " in grid must be a list, but was " + ConfigKeys.render(value));
                }
                grid.put(key, (ConfigList) value);
            });
        }
        return grid;
    }

    /** The main hyper-parameter: as named, else the first learning rate, else the first key. */
    private static String axis(String path, Config method, Map<String, ConfigList> own) {
        if (method.hasPath("axis")) {
            String axis = method.getString("axis");
            if (!own.containsKey(axis)) {
                throw new IllegalArgumentException(
                        path + ": axis must be one of " + own.keySet() + ", the keys of the grid, but was " + axis);
            }
            return axis;
        }
        return own.keySet().stream()
                .filter(key -> key.endsWith("learning-rate"))
                .findFirst()
                .orElseGet(() -> own.keySet().iterator().next());
    }

    /** Every combination of the grid's values; one empty combination without a grid. */
    List<Map<String, ConfigValue>> cells() {
        List<Map<String, ConfigValue>> cells = List.of(Map.of());
        for (Map.Entry<String, ConfigList> entry : grid.entrySet()) {
            List<Map<String, ConfigValue>> longer = new ArrayList<>();
            for (Map<String, ConfigValue> cell : cells) {
                for (ConfigValue value : entry.getValue()) {
                    Map<String, ConfigValue> with = new LinkedHashMap<>(cell);
                    with.put(entry.getKey(), value);
                    longer.add(with);
                }
            }
            cells = longer;
        }
        return cells;
    }

    /**
     * The run of a combination.
     *
     * @param base path of the configuration that it changes
     * @param seed null for the configuration's own
     * @param overrides {@code key=value}
     */
    Candidate candidate(String base, Map<String, ConfigValue> cell, Long seed, List<String> overrides) {
        List<String> keys = new ArrayList<>();
        set.forEach((key, value) -> keys.add(key + "=" + ConfigKeys.render(value)));
        cell.forEach((key, value) -> keys.add(key + "=" + ConfigKeys.render(value)));
        if (seed != null) {
            keys.add(ComparisonSettings.SEED + "=" + seed);
        }
        keys.addAll(overrides);
        Settings settings = Settings.load(base, keys);
        List<String> parts = cell.entrySet().stream()
                .map(each -> shortKey(each.getKey()) + "=" + ConfigKeys.render(each.getValue()))
                .toList();
        String setting = String.join(", ", parts);
        String run = (name + " " + setting + (seed == null ? "" : " seed=" + seed))
                .strip()
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^a-z0-9.=+-]+", "-");
        String axis = cell.isEmpty() ? "" : cell.keySet().iterator().next();
        String value = cell.isEmpty() ? "" : cell.get(axis).unwrapped().toString();
        return new Candidate(
                name, setting, shortKey(axis), value, settings.whole(ComparisonSettings.SEED), run, settings);
    }

    private static String shortKey(String key) {
        return key.substring(key.lastIndexOf('.') + 1);
    }
}
