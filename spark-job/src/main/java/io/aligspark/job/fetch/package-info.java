/** Downloads data sets from their original homes and places them on any Hadoop file system. */
package io.aligspark.job.fetch;
