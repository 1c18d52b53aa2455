package io.aligspark.it;

import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hdfs.MiniDFSCluster;

/** A process: HDFS of one name node and one data node in the working directory, until its input ends. */
final class HdfsServer {
    private HdfsServer() {}

    /** Prints the address once it serves. */
    public static void main(String[] arguments) throws IOException {
        Lifetime.endAtFailure();
        Configuration configuration = new Configuration();
        configuration.set(MiniDFSCluster.HDFS_MINIDFS_BASEDIR, System.getProperty("user.dir"));
        // Blocks of a few bytes: several to a small file.
        configuration.setInt("dfs.namenode.fs-limits.min-block-size", 1);
        MiniDFSCluster cluster =
                new MiniDFSCluster.Builder(configuration).numDataNodes(1).build();
        Lifetime.serve(cluster.getURI().toString());
    }
}
