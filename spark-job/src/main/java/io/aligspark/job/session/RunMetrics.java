package io.aligspark.job.session;

/**
 * What an attempt of a run runs on. Results may depend on device and threads, not on Spark and slots.
 *
 * @param spark version
 * @param slots tasks at a time
 * @param device that tasks compute on
 * @param threads compute threads of a task
 */
public record RunMetrics(String spark, int slots, String device, int threads) {}
