/** What a trained network says about rows. */
package io.aligspark.job.predict;
