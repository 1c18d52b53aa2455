/** Tables: Parquet and all else that Spark loads as one. */
package io.aligspark.job.data.tables;
