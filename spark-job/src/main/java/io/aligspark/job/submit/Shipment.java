package io.aligspark.job.submit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What the driver needs, where it will find it.
 *
 * @param jar of the application
 * @param addOns further jars
 * @param logging the configuration of Log4j
 * @param files of this machine that spark-submit takes along
 * @param arguments of the application
 */
record Shipment(String jar, List<String> addOns, String logging, Set<String> files, List<String> arguments) {
    /** Where the image of conf/kubernetes/Dockerfile has the jar and {@code conf/}. */
    static final String IMAGE_HOME = "/opt/alig";

    private static final Pattern TORCH = Pattern.compile("\\btorch\\b");
    private static final String LOGGING = "conf/log4j2.properties";
    /** Of a driver beside a terminal, where Spark's messages go to a file. */
    private static final String LOGGING_HERE = "conf/log4j2-terminal.properties";

    /** For a driver on this machine. */
    static Shipment here(Path home, List<String> arguments, Map<String, String> environment) {
        String jar = environment.getOrDefault("ALIG_JAR", home + "/spark-job/target/alig-spark.jar");
        return new Shipment(
                jar, addOns(home, arguments), home.resolve(LOGGING_HERE).toString(), Set.of(), arguments);
    }

    /**
     * For a driver on a cluster: configurations of this machine go along under their names; those of the image are there;
     * machines of a standalone cluster must have them at the same place.
     *
     * @throws IllegalArgumentException if two configurations have the same name
     */
    static Shipment toCluster(ClusterKind kind, Path home, List<String> arguments, Map<String, String> environment) {
        Shipment here = here(home, arguments, environment);
        String logging = home.resolve(LOGGING).toString();
        Set<String> files = new LinkedHashSet<>();
        List<String> sent = new ArrayList<>();
        for (String argument : arguments) {
            sent.add(
                    isConfiguration(argument)
                            ? place(kind, home, Path.of(argument).toAbsolutePath(), files)
                            : argument);
        }
        return switch (kind) {
            case LOCAL, STANDALONE -> new Shipment(here.jar, here.addOns, logging, files, sent);
            case YARN -> {
                files.add(logging);
                yield new Shipment(here.jar, here.addOns, fileName(logging), files, sent);
            }
            case KUBERNETES ->
                new Shipment(
                        environment.getOrDefault("ALIG_JAR", "local://" + IMAGE_HOME + "/alig-spark.jar"),
                        here.addOns.stream()
                                .map(addOn -> "local://" + IMAGE_HOME + "/" + fileName(addOn))
                                .toList(),
                        IMAGE_HOME + "/" + LOGGING,
                        files,
                        sent);
        };
    }

    /** The torch engine is a jar of its own, sent only where an argument, a configuration or a run names it, or to compare. */
    private static List<String> addOns(Path home, List<String> arguments) {
        Path torch = home.resolve("models/torch/target/alig-spark-torch.jar");
        boolean wanted = Files.isRegularFile(torch) && arguments.stream().anyMatch(Shipment::namesTorch);
        return wanted ? List.of(torch.toString()) : List.of();
    }

    private static boolean namesTorch(String argument) {
        if (argument.contains("torch") || argument.equals("--engine")) {
            return true;
        }
        String path = argument.replaceFirst("^--[\\w-]+=", "");
        return Stream.of("", "config.conf", "model/config.conf").anyMatch(file -> {
            try {
                Path configuration = Path.of(path).resolve(file);
                return Files.isRegularFile(configuration)
                        && TORCH.matcher(Files.readString(configuration)).find();
            } catch (InvalidPathException | IOException e) {
                // Not a configuration of this machine.
                return false;
            }
        });
    }

    private static boolean isConfiguration(String argument) {
        return argument.endsWith(".conf") && Words.isPath(argument) && Files.isRegularFile(Path.of(argument));
    }

    private static String place(ClusterKind kind, Path home, Path file, Set<String> files) {
        Path path = file.normalize();
        if (kind == ClusterKind.LOCAL || kind == ClusterKind.STANDALONE) {
            return path.toString();
        }
        if (kind == ClusterKind.KUBERNETES && path.startsWith(home.resolve("conf"))) {
            return IMAGE_HOME + "/" + home.relativize(path);
        }
        String name = fileName(path.toString());
        files.stream().filter(sent -> fileName(sent).equals(name)).findFirst().ifPresent(sent -> {
            throw new IllegalArgumentException(
                    "a driver on the cluster gets configurations by name, but two are called " + name + ": " + sent
                            + ", " + path);
        });
        files.add(path.toString());
        return name;
    }

    private static String fileName(String path) {
        return Path.of(path).getFileName().toString();
    }
}
