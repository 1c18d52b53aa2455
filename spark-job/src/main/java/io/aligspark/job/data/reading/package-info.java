/** From a configuration to samples, whatever their format. */
package io.aligspark.job.data.reading;
