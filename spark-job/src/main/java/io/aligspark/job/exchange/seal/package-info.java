/** What protects the frames between executors. */
package io.aligspark.job.exchange.seal;
