package io.aligspark.job.config;

/**
 * One run of a comparison.
 *
 * @param method for people: {@code ALI-G}
 * @param setting what differs within the method: {@code max-learning-rate=0.1}; empty if nothing does
 * @param run name of its folder
 * @param settings complete
 */
public record Candidate(String method, String setting, String run, Settings settings) {}
