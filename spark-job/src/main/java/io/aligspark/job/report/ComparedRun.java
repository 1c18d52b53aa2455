package io.aligspark.job.report;

import io.aligspark.job.config.Candidate;

/**
 * A run of a comparison that has ended.
 *
 * @param candidate what it was
 * @param history how it went
 */
public record ComparedRun(Candidate candidate, RunHistory history) {}
