/** The training loop and what watches it: metrics, progress, validation, checkpoints. */
package io.aligspark.job.train;
