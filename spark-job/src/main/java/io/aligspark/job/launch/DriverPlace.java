package io.aligspark.job.launch;

import io.aligspark.job.storage.HadoopFiles;
import org.apache.spark.SparkConf;

/** Whether the driver runs on the cluster, where its local disk ends with it. */
public enum DriverPlace {
    /** The process that the user started. */
    HERE,
    /** {@code --deploy-mode cluster}. */
    ON_THE_CLUSTER;

    /** As Spark's settings say. */
    public static DriverPlace of(SparkConf conf) {
        boolean cluster = conf.get("spark.submit.deployMode", "client").equals("cluster")
                // In its pod, the driver is submitted once more, in client mode.
                || conf.getBoolean("spark.kubernetes.submitInDriver", false);
        return cluster ? ON_THE_CLUSTER : HERE;
    }

    /**
     * Checks that what is written outlives the driver. A path that says {@code file:} is taken for a shared mount.
     *
     * @throws IllegalArgumentException if it would be lost
     */
    public void requireLasting(String path, HadoopFiles files) {
        if (this == ON_THE_CLUSTER && files.isLocal() && !path.startsWith("file:")) {
            throw new IllegalArgumentException("output.dir = " + path
                    + " is a local folder of the machine on the cluster that the driver happens to run on: name a folder of a"
                    + " shared file system (hdfs://, s3a://; file:/... if it is a mounted one)");
        }
    }
}
