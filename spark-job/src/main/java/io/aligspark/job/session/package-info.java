/** A training run, whoever started Spark and whoever watches: state, loop, evaluation. Driver. */
package io.aligspark.job.session;
