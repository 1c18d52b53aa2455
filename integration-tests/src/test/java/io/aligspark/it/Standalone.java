package io.aligspark.it;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A standalone cluster of Spark: a master and workers of one core, each a process. */
final class Standalone implements AutoCloseable {
    private static final Pattern MASTER = Pattern.compile("Starting Spark master at (spark://\\S+)");
    private static final Pattern REGISTERED = Pattern.compile("Registering worker ");

    private final Path sparkHome;
    private final Path folder;
    private final String options;
    private final List<Server> servers = new ArrayList<>();
    private final String url;

    /** Starts it; all processes write into the folder. */
    Standalone(Path sparkHome, Path folder, int workers) {
        this(sparkHome, folder, workers, 1, Map.of());
    }

    /** The same with workers of so many cores, and with those settings. */
    Standalone(Path sparkHome, Path folder, int workers, int cores, Map<String, String> workerSettings) {
        options = workerSettings.entrySet().stream()
                .map(setting -> "-D" + setting.getKey() + "=" + setting.getValue())
                .collect(Collectors.joining(" "));
        this.sparkHome = sparkHome.toAbsolutePath();
        this.folder = folder;
        try {
            Server master = start("master", "org.apache.spark.deploy.master.Master", "--port", "0");
            url = master.await(MASTER, 1).group(1);
            for (int worker = 1; worker <= workers; worker++) {
                start(
                        "worker-" + worker,
                        "org.apache.spark.deploy.worker.Worker",
                        "--cores",
                        String.valueOf(cores),
                        "--memory",
                        "1g",
                        "--work-dir",
                        folder.resolve("work-" + worker).toString(),
                        url);
            }
            master.await(REGISTERED, workers);
        } catch (AssertionError e) {
            close();
            throw e;
        }
    }

    private Server start(String name, String... words) {
        List<String> command =
                new ArrayList<>(List.of(sparkHome.resolve("bin/spark-class").toString(), words[0]));
        command.addAll(List.of("--host", "127.0.0.1", "--webui-port", "0"));
        command.addAll(List.of(words).subList(1, words.length));
        Map<String, String> environment = Map.of(
                "SPARK_HOME",
                sparkHome.toString(),
                "SPARK_LOCAL_IP",
                "127.0.0.1",
                "SPARK_DAEMON_MEMORY",
                "256m",
                "SPARK_WORKER_OPTS",
                options);
        Server server = Server.start(folder, name, environment, command);
        servers.add(server);
        return server;
    }

    /** The address of the master. */
    String url() {
        return url;
    }

    /** The workers first, or they would look for a new master. */
    @Override
    public void close() {
        List<Server> last = new ArrayList<>(servers);
        Collections.reverse(last);
        last.forEach(Server::close);
    }
}
