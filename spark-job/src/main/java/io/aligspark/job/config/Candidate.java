package io.aligspark.job.config;

/**
 * One run of a comparison.
 *
 * @param method for people: {@code ALI-G}
 * @param setting what differs within the method, without the seed: {@code max-learning-rate=0.1}; empty if nothing does
 * @param axis key of the method's main hyper-parameter, without its section: {@code max-learning-rate}; empty if the
 *     method has no grid
 * @param value of the main hyper-parameter: {@code 0.1}; empty likewise
 * @param seed of all randomness
 * @param run name of its folder
 * @param settings complete
 */
public record Candidate(
        String method, String setting, String axis, String value, long seed, String run, Settings settings) {}
