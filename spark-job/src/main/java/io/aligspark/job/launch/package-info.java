/** How a command starts Spark, and what its terminal shows. Driver. */
package io.aligspark.job.launch;
