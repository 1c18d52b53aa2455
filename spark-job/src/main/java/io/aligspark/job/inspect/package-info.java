/** What {@code alig data inspect} shows of the samples of a configuration: counts, ranges, a contact sheet. */
package io.aligspark.job.inspect;
