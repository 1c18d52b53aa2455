/** The command line. */
package io.aligspark.job.cli;
