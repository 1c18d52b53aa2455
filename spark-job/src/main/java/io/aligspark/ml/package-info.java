/**
 * Estimators of Spark ML: {@link io.aligspark.ml.AligClassifier} and {@link io.aligspark.ml.AligRegressor}, for Pipelines,
 * CrossValidator and the like. The same weights, to the bit, as the command line and {@link io.aligspark.Trainer} give.
 */
package io.aligspark.ml;
