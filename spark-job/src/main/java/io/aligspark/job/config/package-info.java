/** The configuration: HOCON layers, checked keys, and the records that the rest of the program reads. */
package io.aligspark.job.config;
