package io.aligspark.job.submit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The command of spark-submit, with the settings that lie in conf/. Above 300 lines, because each kind of cluster has its
 * words.
 */
class SubmitTest {
    private static final Path HOME = Path.of("..").toAbsolutePath().normalize();
    private static final String JAR = HOME + "/spark-job/target/alig-spark.jar";
    private static final String CLASSES = "spark.driver.extraClassPath";

    @TempDir
    Path folder;

    private final Map<String, String> environment = new TreeMap<>();
    private Path preset;

    @BeforeEach
    void write() throws IOException {
        preset = Files.writeString(folder.resolve("my.conf"), "train.epochs = 1");
        environment.put("ALIG_HOME", HOME.toString());
        environment.put("SPARK_HOME", folder.toString());
        environment.put("ALIG_ARCHIVES", folder.resolve("archives").toString());
    }

    private List<String> words(String... arguments) {
        return Submit.words(List.of(arguments), environment);
    }

    private static Map<String, String> settings(List<String> words) {
        Map<String, String> settings = new TreeMap<>();
        for (int i = 0; i < words.size(); i++) {
            if (words.get(i).equals("--conf")) {
                String[] parts = words.get(i + 1).split("=", 2);
                assertEquals(null, settings.put(parts[0], parts[1]), "given twice: " + parts[0]);
            }
        }
        return settings;
    }

    /** The application's arguments. */
    private static List<String> arguments(List<String> words) {
        for (int i = 0; i < words.size(); i++) {
            if (words.get(i).endsWith("alig-spark.jar")) {
                return words.subList(i + 1, words.size());
            }
        }
        throw new AssertionError("no jar in " + words);
    }

    private static String valueOf(String option, List<String> words) {
        int i = words.indexOf(option);
        return i < 0 ? null : words.get(i + 1);
    }

    @Test
    void onThisMachineSparkSubmitGetsMemoryLoggingAndAllOtherWordsInOrder() {
        List<String> words = words(
                "train", preset.toString(), "--overwrite", "--resume", "run", "--master", "local[3]", "a.b=[1, 2]");
        assertEquals(
                List.of(
                        "run",
                        folder + "/bin/spark-submit",
                        "--class",
                        "io.aligspark.job.cli.Alig",
                        "--master",
                        "local[3]",
                        "--conf",
                        "spark.driver.extraClassPath=" + JAR,
                        "--conf",
                        "spark.driver.extraJavaOptions=-Dlog4j2.configurationFile=\"" + HOME
                                + "/conf/log4j2-terminal.properties\"",
                        "--conf",
                        "spark.driver.memory=4g",
                        "spark-internal",
                        "train",
                        preset.toString(),
                        "--overwrite",
                        "--resume",
                        "run",
                        "a.b=[1, 2]"),
                words);
    }

    @Test
    void confWinsOverSparkDefaultsAndTheseOverOurs() throws IOException {
        Path site = Files.createDirectories(folder.resolve("conf"));
        Files.writeString(site.resolve("spark-defaults.conf"), """
                spark.executor.instances 7
                spark.executor.memory=9g
                spark.driver.memory 1g
                spark.driver.extraJavaOptions -Dsite=1
                """);
        Map<String, String> settings =
                settings(words("train", "x.conf", "--master", "yarn", "--conf", "spark.executor.memory=5g"));
        assertEquals("5g", settings.get("spark.executor.memory"));
        assertFalse(settings.containsKey("spark.executor.instances"), "spark-submit reads spark-defaults.conf itself");
        assertFalse(settings.containsKey("spark.driver.memory"));
        assertEquals("1.0", settings.get("spark.executor.memoryOverheadFactor"));
        assertEquals(HOME.toString(), settings.get("spark.yarn.appMasterEnv.ALIG_HOME"));
        assertTrue(settings.get("spark.driver.extraJavaOptions").endsWith(" -Dsite=1"), settings::toString);

        String options = "-Da=\"x y\" -Db=c";
        assertEquals(
                options,
                settings(words("train", "--conf", "spark.executor.extraJavaOptions=" + options))
                        .get("spark.executor.extraJavaOptions"));

        environment.put("ALIG_DRIVER_MEMORY", "3g");
        assertEquals("3g", settings(words("train")).get("spark.driver.memory"));
    }

    @Test
    void optionsOfTheEnvironmentComeFirstAndUnknownOnesGoToSparkSubmit() {
        environment.put(
                "ALIG_SUBMIT_OPTIONS",
                " --queue long --master yarn  --deploy-mode cluster --conf spark.executor.cores=2");
        List<String> words = words("train", "hdfs:///my.conf", "--conf", "spark.executor.cores=3");
        assertEquals("yarn", valueOf("--master", words));
        assertEquals("cluster", valueOf("--deploy-mode", words));
        assertEquals("long", valueOf("--queue", words));
        assertEquals("3", settings(words).get("spark.executor.cores"));
        assertEquals(List.of("train", "hdfs:///my.conf"), arguments(words));
        assertEquals("spark://h:1", valueOf("--master", words("train", "--master=spark://h:1")));
    }

    @ParameterizedTest
    @CsvSource({"spark://h:1, true", "yarn, true", "'local-cluster[2,1,1024]', true", "'local[2,4]', false"})
    void executorsGetTheJarAndADriverOnThisMachineHasItOnItsClassPath(String master, boolean sent) {
        List<String> words = words("train", "x.conf", "--master", master);
        assertEquals(JAR, settings(words).get(CLASSES));
        assertEquals(sent, words.contains(JAR));
        assertEquals(!sent, words.contains("spark-internal"));
    }

    @Test
    void aClassPathOfTheUsersOwnStaysAlone() throws IOException {
        List<String> byOption = words("train", "--conf", CLASSES + "=mine.jar");
        assertEquals("mine.jar", settings(byOption).get(CLASSES));
        assertTrue(byOption.contains(JAR), byOption::toString);
        environment.put("ALIG_SUBMIT_OPTIONS", "--driver-class-path mine.jar");
        assertFalse(settings(words("train")).containsKey(CLASSES));
        environment.remove("ALIG_SUBMIT_OPTIONS");
        Path site = Files.createDirectories(folder.resolve("conf"));
        Files.writeString(site.resolve("spark-defaults.conf"), CLASSES + " mine.jar");
        List<String> bySite = words("train");
        assertFalse(settings(bySite).containsKey(CLASSES));
        assertTrue(bySite.contains(JAR), bySite::toString);
    }

    @Test
    void aDriverOnAClusterGetsNoClassPathOfThisMachine() {
        assertFalse(settings(words("train", "--master=yarn", "--deploy-mode=cluster"))
                .containsKey(CLASSES));
    }

    @Test
    void sparksJarsStandBeforeASiteWithFilesWhichNoArchiveCanFollow() throws IOException {
        Files.writeString(Files.createDirectories(folder.resolve("conf")).resolve("core-site.xml"), "");
        assertEquals(JAR + ":" + folder + "/jars/*", settings(words("train")).get(CLASSES));
    }

    @Test
    void theArchiveOfThisJavaIsUsedUnlessTheUserHasOne() throws IOException {
        Path archive = Files.createDirectories(folder.resolve("archives"))
                .resolve("driver-" + System.getProperty("java.vm.version") + ".jsa");
        assertFalse(options().contains("SharedArchiveFile"), "there is none");
        Files.writeString(archive, "");
        String options = options();
        assertTrue(options.contains(" -XX:SharedArchiveFile=\"" + archive + "\" "), options);
        String own = "-XX:ArchiveClassesAtExit=mine.jsa";
        assertTrue(options("--conf", "spark.driver.extraJavaOptions=" + own).endsWith(".properties\" " + own));
    }

    private String options(String... arguments) {
        List<String> all = new ArrayList<>(List.of("train"));
        all.addAll(List.of(arguments));
        return settings(words(all.toArray(String[]::new))).get("spark.driver.extraJavaOptions");
    }

    @Test
    void configurationsOfThisMachineGoToADriverOnYarn() {
        List<String> words =
                words("train", preset.toString(), "--deploy-mode", "cluster", "--master", "yarn", "--files", "a,b");
        assertEquals("a,b," + preset + "," + HOME + "/conf/log4j2.properties", valueOf("--files", words));
        assertEquals(List.of("train", "my.conf"), arguments(words));
        assertEquals(
                "-Dlog4j2.configurationFile=\"log4j2.properties\"",
                settings(words).get("spark.driver.extraJavaOptions"));
        assertEquals("alig-train", settings(words).get("spark.app.name"));
        assertEquals("env", words.get(1));
        assertEquals(
                "SPARK_SUBMIT_OPTS=-Dlog4j2.configurationFile=\"" + HOME + "/conf/log4j2-submit.properties\"",
                words.get(2),
                "for the process that submits");
    }

    @Test
    void theImageHasTheJarAndThePresetsForADriverOnKubernetes() {
        List<String> words = words(
                "compare",
                preset.toString(),
                HOME + "/conf/small/dnc-copy.conf",
                "--deploy-mode",
                "cluster",
                "--master",
                "k8s://https://host:6443");
        assertTrue(words.contains("local:///opt/alig/alig-spark.jar"), words::toString);
        assertEquals(List.of("compare", "my.conf", "/opt/alig/conf/small/dnc-copy.conf"), arguments(words));
        assertEquals(preset.toString(), valueOf("--files", words));
        environment.put("ALIG_JAR", "https://host/alig-spark.jar");
        List<String> own = words("train", "--deploy-mode", "cluster", "--master", "k8s://h");
        assertTrue(own.contains("https://host/alig-spark.jar"), own::toString);
    }

    @Test
    void theMachinesOfAStandaloneClusterHaveTheConfigurationsAtTheirPlace() {
        List<String> words =
                words("train", preset.toString(), "--deploy-mode", "cluster", "--master", "spark://h:7077");
        assertEquals(List.of("train", preset.toString()), arguments(words));
        assertEquals(null, valueOf("--files", words));
        assertEquals("true", settings(words).get("spark.standalone.submit.waitAppCompletion"));
    }

    @ParameterizedTest
    @CsvSource({"spark://h:7077, ", "yarn, ./discover-gpus", "k8s://h, /opt/alig/conf/discover-gpus"})
    void aGpuForEachTask(String master, String script) {
        List<String> words = words("train", "--master", master, "--gpu");
        Map<String, String> settings = settings(words);
        assertEquals("1", settings.get("spark.task.resource.gpu.amount"));
        assertEquals("1", settings.get("spark.executor.resource.gpu.amount"));
        assertEquals(script, settings.get("spark.executor.resource.gpu.discoveryScript"));
        assertEquals(
                master.equals("yarn") ? HOME + "/conf/discover-gpus" : null, valueOf("--files", words), "goes along");
    }

    @Test
    void whatIsPrintedIsTheCommandWithoutSecrets() {
        environment.put("HADOOP_CONF_DIR", "/etc/hadoop conf");
        environment.put("AWS_SECRET_ACCESS_KEY", "s3cret");
        List<String> printed = words(
                "train",
                "x.conf",
                "--dry-run",
                "--master",
                "yarn",
                "--conf",
                "spark.hadoop.fs.s3a.access.key=s3cret",
                "--conf",
                "spark.ssl.keyPassword=s3cret",
                "--conf",
                "spark.executor.extraJavaOptions=-Da=b -Djavax.net.ssl.trustStorePassword=s3cret",
                "--conf",
                "spark.executorEnv.TOKEN=s3cret",
                "data.shape=[1, 8]");
        assertEquals("print", printed.get(0));
        String text = printed.get(1);
        assertFalse(text.contains("s3cret"), text);
        assertTrue(text.contains("'spark.ssl.keyPassword=*********(redacted)'"), text);
        assertTrue(text.contains("'HADOOP_CONF_DIR=/etc/hadoop conf' "), text);
        assertTrue(text.contains("--master yarn "), text);
        assertTrue(text.endsWith("alig-spark.jar train x.conf 'data.shape=[1, 8]'"), text);

        List<String> all = new ArrayList<>(List.of("train", "--dry-run", "--conf", "spark.redaction.regex=colour"));
        all.addAll(List.of("--conf", "spark.colour=red"));
        assertFalse(words(all.toArray(String[]::new)).get(1).contains("=red"), "Spark's own setting rules");
    }

    @ParameterizedTest
    @ValueSource(strings = {"mesos://h", "Yarn", "localhost", ""})
    void unknownMasters(String master) {
        assertMistake(
                "--master must be local[N], spark://HOST:PORT, yarn or k8s://URL, but was " + master,
                "train",
                "--master=" + master);
    }

    @Test
    void optionsThatDoNotFit() {
        assertMistake(
                "--gpu expects a cluster, but --master is local[*]: give engine.device=gpu instead", "train", "--gpu");
        assertMistake(
                "--deploy-mode cluster expects a cluster, but --master is local[2]",
                "train",
                "--deploy-mode=cluster",
                "--master=local[2]");
        assertMistake("Missing required parameter for option '--master' (<master>)", "train", "--master");
    }

    @Test
    void twoConfigurationsOfOneName() throws IOException {
        Path other = Files.writeString(
                Files.createDirectories(folder.resolve("other")).resolve("my.conf"), "");
        assertMistake(
                "a driver on the cluster gets configurations by name, but two are called my.conf: " + preset + ", "
                        + other,
                "compare",
                preset.toString(),
                other.toString(),
                "--master=yarn",
                "--deploy-mode=cluster");
    }

    private void assertMistake(String message, String... arguments) {
        assertEquals(
                message,
                assertThrows(IllegalArgumentException.class, () -> words(arguments))
                        .getMessage());
    }
}
