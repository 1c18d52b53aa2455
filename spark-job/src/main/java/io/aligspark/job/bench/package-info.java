/** What {@code alig bench} measures. */
package io.aligspark.job.bench;
