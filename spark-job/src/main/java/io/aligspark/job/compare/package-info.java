/** What {@code alig compare} trains. */
package io.aligspark.job.compare;
