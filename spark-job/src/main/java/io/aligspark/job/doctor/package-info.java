/** What is checked before a run: machine, cluster, data, output. Driver, with tasks on the executors. */
package io.aligspark.job.doctor;
