package io.aligspark;

/**
 * How good a model is on a set.
 *
 * @param samples number of samples
 * @param loss mean
 * @param accuracy share of samples whose largest logit is the label's, in [0, 1]; NaN without classes
 * @param topKAccuracy share of samples whose label is among the {@code train.top-k} largest logits, likewise
 */
public record EvaluationResult(long samples, double loss, double accuracy, double topKAccuracy) {}
