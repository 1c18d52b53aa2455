package io.aligspark.job.submit;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The class path of a driver on this machine, with our jar among Spark's. One class loader for all of them, so that an archive
 * of class data can hold them all; such an archive names every jar of its class path.
 *
 * @param classPath what stands before that of spark-submit
 * @param archiveFile of that class path and this Java, if the build made one
 */
record DriverClasses(String classPath, Path archiveFile) {
    /** Stands for the jar in a call of spark-submit where the class path has it. */
    static final String NO_RESOURCE = "spark-internal";

    private static final List<String> ARCHIVE_OPTIONS =
            List.of("-XX:SharedArchiveFile", "-XX:ArchiveClassesAtExit", "-Xshare");

    /** Empty if the jar is not a file of this machine. */
    static Optional<DriverClasses> of(Shipment shipment, String sparkHome, Map<String, String> environment) {
        if (!shipment.jar().startsWith("/")) {
            return Optional.empty();
        }
        String folder =
                environment.getOrDefault("ALIG_ARCHIVES", environment.get("ALIG_HOME") + "/spark-job/target/archives");
        // An archive cannot follow a folder with files, and spark-submit sets the site's before Spark's jars. Only then
        // are the jars named here: searches for a resource that is in none of them go through them twice.
        List<String> jars =
                hasFiles(SparkSettings.siteFolder(environment)) ? List.of(sparkHome + "/jars/*") : List.of();
        String path = Stream.of(List.of(shipment.jar()), shipment.addOns(), jars)
                .flatMap(List::stream)
                .collect(Collectors.joining(":"));
        return Optional.of(
                new DriverClasses(path, Path.of(folder, "driver-" + System.getProperty("java.vm.version") + ".jsa")));
    }

    private static boolean hasFiles(Path folder) {
        String[] files = folder.toFile().list();
        return files != null && files.length > 0;
    }

    /** Whether an option of spark-submit may set a class path. */
    static boolean mayBeGivenBy(String word) {
        return word.startsWith("--driver-class-path") || word.startsWith("--properties-file");
    }

    /**
     * Options of the JVM that use the archive; none where there is none or the user has such options. The JVM itself leaves an
     * archive alone that is not of its version or not of these jars, and is not to say so.
     */
    Optional<String> archive(String own) {
        return Files.isRegularFile(archiveFile) && ARCHIVE_OPTIONS.stream().noneMatch(own::contains)
                ? Optional.of("-XX:SharedArchiveFile=\"" + archiveFile + "\" -Xlog:cds*=off -Xlog:class+path*=off ")
                : Optional.empty();
    }
}
