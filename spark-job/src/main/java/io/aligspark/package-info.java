/**
 * Training and prediction inside an application of Spark's: {@link io.aligspark.Trainer} makes a
 * {@link io.aligspark.TrainedModel} of a DataFrame, as a {@link io.aligspark.TrainingConfig} says. Estimators of Spark ML are in
 * {@code io.aligspark.ml}. Packages below {@code io.aligspark.job} are internal.
 */
package io.aligspark;
