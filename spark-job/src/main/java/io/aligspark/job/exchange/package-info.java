/**
 * Vectors moved between the tasks of a run without the driver: connections that only members of the run can make,
 * reduce-scatter along the fixed tree of sums, all-gather, and the driver's commands to the ranks. Knows no optimizer and
 * no network.
 */
package io.aligspark.job.exchange;
