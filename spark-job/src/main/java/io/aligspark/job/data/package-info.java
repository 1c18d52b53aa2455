/**
 * Files on any Hadoop file system, read into labelled samples with stable ids: what a sample, its source and its configuration
 * are. Packages beneath read one kind of file each.
 *
 * <p>{@code SampleReader} of the package {@code reading} turns a {@link io.aligspark.job.data.DataConfig} into an RDD of packed
 * {@link io.aligspark.job.data.Sample}s, lazily and on the executors;
 * {@link io.aligspark.job.data.SampleDecoder} unpacks and normalises them in the task. Whatever is wrong with the
 * files is a {@link io.aligspark.job.data.DataException}: one line that says what, where, expected and found.
 */
package io.aligspark.job.data;
