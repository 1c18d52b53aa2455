package io.aligspark.job.submit;

import io.aligspark.job.submit.SubmitOptions.DeployMode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A call of spark-submit.
 *
 * @param words of the command
 * @param secret what Spark takes for secrets in settings
 */
record SubmitCommand(List<String> words, Pattern secret) {
    private static final String MAIN = "io.aligspark.job.cli.Alig";
    private static final String DRIVER_MEMORY = "spark.driver.memory";
    private static final String DRIVER_OPTIONS = "spark.driver.extraJavaOptions";
    private static final String DRIVER_CLASSES = "spark.driver.extraClassPath";
    private static final String NAME = "spark.app.name";
    private static final String REDACTION = "spark.redaction.regex";
    private static final Pattern MEMORY = Pattern.compile("[1-9]\\d*([kKmMgGtTpP][bB]?|[bB])?");
    private static final Pattern NUMBER = Pattern.compile("[1-9]\\d*");
    /** Spark's own default. */
    private static final String SECRET = "(?i)secret|password|token|access[.]?key";

    /**
     * For what {@code alig} was given. Settings win in this order: {@code --conf}, spark-defaults.conf,
     * {@code conf/spark-KIND-gpu.conf}, {@code conf/spark-KIND.conf}.
     *
     * @param options of the command line, over those in ALIG_SUBMIT_OPTIONS
     * @param submitWords what spark-submit takes as it is
     * @param environment with ALIG_HOME and SPARK_HOME
     * @throws IllegalArgumentException if options do not fit
     */
    static SubmitCommand of(SubmitOptions options, List<String> submitWords, Map<String, String> environment) {
        Path home = Path.of(environment.get("ALIG_HOME"));
        String sparkHome = environment.get("SPARK_HOME");
        Map<String, String> site = SparkSettings.ofSite(environment);
        String master = options.master == null ? site.getOrDefault("spark.master", "local[*]") : options.master;
        ClusterKind kind = ClusterKind.of(master);
        boolean onCluster = options.deployMode == DeployMode.CLUSTER;
        requireCluster(kind, master, options.gpu.length > 0, onCluster);

        Shipment shipment = onCluster
                ? Shipment.toCluster(kind, home, options.others, environment)
                : Shipment.here(home, options.others, environment);
        Set<String> files = new LinkedHashSet<>(options.files);
        files.addAll(shipment.files());
        if (options.gpu.length > 0 && kind == ClusterKind.YARN) {
            files.add(home + "/conf/discover-gpus");
        }

        Map<String, String> settings = new TreeMap<>(SparkSettings.read(file(home, kind, ""), home));
        if (options.gpu.length > 0) {
            settings.putAll(SparkSettings.read(file(home, kind, "-gpu"), home));
        }
        settings.put(DRIVER_MEMORY, "4g");
        settings.keySet().removeAll(site.keySet());
        if (environment.containsKey("ALIG_DRIVER_MEMORY")) {
            settings.put(DRIVER_MEMORY, environment.get("ALIG_DRIVER_MEMORY"));
        }
        settings.putAll(options.settings);
        Stream.of(DRIVER_MEMORY, "spark.executor.memory")
                .forEach(key -> require(settings, key, MEMORY, "a size, as 4g"));
        Stream.of("spark.executor.cores", "spark.cores.max", "spark.executor.instances")
                .forEach(key -> require(settings, key, NUMBER, "a number of at least 1"));
        String own = settings.getOrDefault(DRIVER_OPTIONS, site.getOrDefault(DRIVER_OPTIONS, ""));
        boolean ownClasses = settings.containsKey(DRIVER_CLASSES)
                || site.containsKey(DRIVER_CLASSES)
                || submitWords.stream().anyMatch(DriverClasses::mayBeGivenBy);
        Optional<DriverClasses> classes =
                onCluster || ownClasses ? Optional.empty() : DriverClasses.of(shipment, sparkHome, environment);
        classes.ifPresent(found -> settings.put(DRIVER_CLASSES, found.classPath()));
        String archive = classes.flatMap(found -> found.archive(own)).orElse("");
        settings.put(
                DRIVER_OPTIONS,
                ("-Dlog4j2.configurationFile=\"" + shipment.logging() + "\" " + archive + own).stripTrailing());

        List<String> words = new ArrayList<>();
        if (onCluster) {
            // The driver's name, and the log of the process that submits, which is not the driver.
            settings.putIfAbsent(
                    NAME,
                    "alig-" + String.join("", options.others.stream().limit(1).toList()));
            words.addAll(List.of(
                    "env",
                    ("SPARK_SUBMIT_OPTS=-Dlog4j2.configurationFile=\"" + home + "/conf/log4j2-submit.properties\" "
                                    + environment.getOrDefault("SPARK_SUBMIT_OPTS", ""))
                            .stripTrailing()));
        }
        words.addAll(List.of(sparkHome + "/bin/spark-submit", "--class", MAIN));
        if (options.master != null) {
            words.addAll(List.of("--master", master));
        }
        if (onCluster) {
            words.addAll(List.of("--deploy-mode", "cluster"));
        }
        if (!files.isEmpty()) {
            words.addAll(List.of("--files", String.join(",", files)));
        }
        // Where the driver is all there is, nothing needs to be copied to executors.
        boolean alone = classes.isPresent() && master.matches("local(\\[.*)?");
        if (!shipment.addOns().isEmpty() && !alone) {
            words.addAll(List.of("--jars", String.join(",", shipment.addOns())));
        }
        settings.forEach((key, value) -> words.addAll(List.of("--conf", key + "=" + value)));
        words.addAll(submitWords);
        words.add(alone ? DriverClasses.NO_RESOURCE : shipment.jar());
        words.addAll(shipment.arguments());
        String secret = settings.getOrDefault(REDACTION, site.getOrDefault(REDACTION, SECRET));
        return new SubmitCommand(words, Pattern.compile(secret));
    }

    /** What spark-submit would refuse with a stack trace. */
    private static void require(Map<String, String> settings, String key, Pattern pattern, String expected) {
        String value = settings.get(key);
        if (value != null && !pattern.matcher(value.strip()).matches()) {
            throw new IllegalArgumentException(key + " must be " + expected + ", but was \"" + value + "\"");
        }
    }

    private static void requireCluster(ClusterKind kind, String master, boolean gpu, boolean onCluster) {
        if (kind != ClusterKind.LOCAL) {
            return;
        }
        if (gpu) {
            throw new IllegalArgumentException(
                    "--gpu expects a cluster, but --master is " + master + ": give engine.device=gpu instead");
        }
        if (onCluster) {
            throw new IllegalArgumentException("--deploy-mode cluster expects a cluster, but --master is " + master);
        }
    }

    private static Path file(Path home, ClusterKind kind, String variant) {
        return home.resolve("conf/spark-" + kind.fileName() + variant + ".conf");
    }
}
