/** Files of samples on any Hadoop file system: which, how compressed, by ranges and lines. */
package io.aligspark.job.data.files;
