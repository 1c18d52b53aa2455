/** The command line of spark-submit, worked out before Spark starts. On the machine that submits. */
package io.aligspark.job.submit;
