package io.aligspark.job.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigValue;
import io.aligspark.networks.Precision;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.hadoop.fs.Path;

/**
 * Reads a comparison: a configuration {@code base} (a path relative to the comparison's folder), and {@code methods} that
 * each change some keys ({@code set}) and try every combination of some lists ({@code grid}). A {@code set} or a
 * {@code grid} at the top is common to all methods; every run is repeated with each of the {@code seeds}, if there are
 * any:
 *
 * <pre>
 * base = ../quickstart.conf
 * seeds = [1, 2, 3]
 * set = { train.epochs = 10 }
 * grid = { train.batch-size = [32, 128] }
 * methods = [
 *   { name = ALI-G, set = { optimizer.name = alig }, grid = { optimizer.max-learning-rate = [0.1, 1] } }
 *   { name = SGD, set = { optimizer.name = sgd }, grid = { optimizer.learning-rate = [0.01, 0.1] } }
 * ]
 * </pre>
 *
 * A method's main hyper-parameter, by which reports compare its runs, is the learning rate in its {@code grid}; {@code
 * axis} names another key of it.
 */
public final class ComparisonSettings {
    static final String SEED = "train.seed";

    private static final Set<String> KEYS = Set.of("base", "seeds", "set", "grid", "methods");

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
            List<Long> seeds = seeds(path, comparison);
            for (Config entry : comparison.getConfigList("methods")) {
                ComparisonMethod method = ComparisonMethod.read(path, comparison, entry);
                requireFree(path, method, comparison.hasPath("seeds"), overrides);
                for (Map<String, ConfigValue> cell : method.cells()) {
                    for (Long seed : seeds) {
                        Candidate candidate = method.candidate(base, cell, seed, overrides);
                        if (!runs.add(candidate.run())) {
                            throw new IllegalArgumentException(path + ": two runs are called " + candidate.run()
                                    + ": give each method a name of its own, and list no value twice");
                        }
                        requireReduction(
                                candidate, RunConfig.of(candidate.settings()).exchange());
                        candidates.add(candidate);
                    }
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

    /** Runs that share task slots reduce through the driver, unless they are told otherwise. */
    private static void requireReduction(Candidate candidate, RunConfig.Exchange exchange) {
        if (exchange.precision() == Precision.BF16 && exchange.reduction() != RunConfig.Exchange.Reduction.PEER) {
            throw new IllegalArgumentException(candidate.run()
                    + ": exchange.precision = bf16 in a comparison expects train.reduction = peer, but found auto");
        }
    }

    /** A single null, for the configuration's own seed, if none is listed. */
    private static List<Long> seeds(String path, Config comparison) {
        if (!comparison.hasPath("seeds")) {
            return Arrays.asList((Long) null);
        }
        List<Long> seeds = comparison.getLongList("seeds");
        if (seeds.isEmpty()) {
            throw new IllegalArgumentException(path + ": seeds must be one or more, but was []");
        }
        return seeds;
    }

    /** An override of what a run's name says would make the name a lie. */
    private static void requireFree(String path, ComparisonMethod method, boolean seeds, List<String> overrides) {
        for (String override : overrides) {
            String key =
                    override.substring(0, Math.max(0, override.indexOf('='))).trim();
            if (method.grid().containsKey(key) || (seeds && key.equals(SEED))) {
                throw new IllegalArgumentException(override + ": the comparison " + path + " has values of its own for "
                        + key + ": change them there");
            }
        }
    }

    /** The base lies where the comparison says, as seen from its own folder. */
    private static String relativeTo(String path, String base) {
        Path folder = new Path(path).getParent();
        return folder == null ? base : new Path(folder, base).toString();
    }

    static void requireKeys(String path, Config config, Set<String> known) {
        for (String key : config.root().keySet()) {
            if (!known.contains(key)) {
                throw new IllegalArgumentException(path + ": unknown key " + key + "; there are "
                        + known.stream().sorted().toList());
            }
        }
    }
}
