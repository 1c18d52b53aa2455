package io.aligspark.it;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.yarn.conf.YarnConfiguration;
import org.apache.hadoop.yarn.server.MiniYARNCluster;

/**
 * A process: YARN of one resource manager and one node manager in the working directory, until its input ends. Its argument
 * is the default file system. What clients must know is written to {@code conf/}.
 */
final class YarnServer {
    private YarnServer() {}

    /** Prints a line once it serves. */
    public static void main(String[] arguments) throws IOException {
        Lifetime.endAtFailure();
        Configuration configuration = new YarnConfiguration();
        configuration.set("fs.defaultFS", arguments[0]);
        // As many copies as there are data nodes, or no file could be appended to.
        configuration.setInt("dfs.replication", 1);
        configuration.set("yarn.scheduler.capacity.root.queues", "default");
        configuration.set("yarn.scheduler.capacity.root.capacity", "100");
        configuration.set("yarn.scheduler.capacity.root.default.capacity", "100");
        // The application master of one application may take what it needs.
        configuration.set("yarn.scheduler.capacity.maximum-am-resource-percent", "1");
        configuration.setInt("yarn.scheduler.minimum-allocation-mb", 256);
        configuration.setInt("yarn.minicluster.yarn.nodemanager.resource.memory-mb", 8192);
        configuration.setBoolean("yarn.nodemanager.vmem-check-enabled", false);
        configuration.setBoolean("yarn.nodemanager.pmem-check-enabled", false);
        // A disk that is nearly full does not matter here.
        configuration.setFloat("yarn.nodemanager.disk-health-checker.max-disk-utilization-per-disk-percentage", 100);
        // What containers take over from here: the mark of the tests' processes, and what decides the bits on this
        // machine.
        String inherited = System.getenv().keySet().stream()
                .filter(name -> name.matches("JAVA_HOME|PATH|LANG|TZ|SPARK_LOCAL_IP|OPENBLAS_.*")
                        || name.equals(ProcessTree.MARK))
                .collect(Collectors.joining(","));
        configuration.set("yarn.nodemanager.env-whitelist", inherited);
        // The shaded class that YARN names does not exist.
        configuration.set("net.topology.node.switch.mapping.impl", "org.apache.hadoop.net.ScriptBasedMapping");
        MiniYARNCluster cluster = new MiniYARNCluster("yarn", 1, 1, 1);
        cluster.init(configuration);
        cluster.start();
        write(cluster.getConfig());
        Lifetime.serve("YARN");
    }

    private static void write(Configuration configuration) throws IOException {
        Path folder = Files.createDirectories(Path.of("conf"));
        for (String name : new String[] {"core-site.xml", "yarn-site.xml"}) {
            try (OutputStream out = Files.newOutputStream(folder.resolve(name))) {
                configuration.writeXml(out);
            }
        }
    }
}
