/**
 * Who holds parameters, gradient and optimizer state during a run: the driver, or the ranks, each a slice. The training
 * loop does not know. Results have the same bits.
 */
package io.aligspark.job.vectors;
