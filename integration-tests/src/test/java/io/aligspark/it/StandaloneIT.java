package io.aligspark.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aligspark.it.Command.Output;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Standalone clusters: the weights of one machine, data and output on HDFS; GPUs scheduled to tasks, where none can be used. */
@ResourceLock(Standalone.LOCK)
@Order(2)
class StandaloneIT {
    private static final String PRESET = Command.HOME + "/conf/quickstart.conf";
    private static final String OBSTACLE = "this build of DL4J computes on the CPU alone: build alig-spark with -Pcuda";

    @TempDir
    Path folder;

    @Test
    void trainsToTheWeightsOfOneMachineOnHdfs() {
        trainOnHdfs(SparkHome.SPARK_35, "--conf", "spark.executor.cores=1");
    }

    @ParameterizedTest
    @EnumSource(names = {"SPARK_40", "SPARK_35_SCALA_212"})
    @Tag("exhaustive")
    void soItDoesOnOtherSparks(SparkHome spark) {
        trainOnHdfs(spark, "--conf", "spark.executor.cores=1");
    }

    private Output trainOnHdfs(SparkHome spark, String... more) {
        String[] run = {"train", PRESET, "train.epochs=3", "train.batch-size=128", "optimizer.projection-radius=9"};
        String expected = WarmDriver.of(SparkHome.SPARK_42)
                .alig(with(run, "--master", "local[2]", "output.dir=" + folder.resolve("runs")))
                .sha256();
        Hdfs hdfs = Hdfs.shared();
        String name = spark.name();
        hdfs.put(Command.HOME.resolve("conf/data/optdigits"), name);
        Standalone cluster = Standalone.of(spark);
        long before = cluster.executors();
        String[] onHdfs =
                with(run, "data.root=" + hdfs.path(name + "/optdigits"), "output.dir=" + hdfs.path(name + "/runs"));
        Output output = cluster.alig(folder, with(onHdfs, more)).run();
        assertEquals(expected, output.sha256());
        assertEquals(2, cluster.executors() - before);
        assertEquals(3, hdfs.list(name + "/runs/quickstart/checkpoints").size());
        return output;
    }

    @Test
    void withGpusThatCannotBeUsedItComputesOnTheCpuAndSaysSo() {
        Output output = trainOnHdfs(SparkHome.SPARK_42, "--gpu");
        assertEquals(
                List.of("warning: tasks have GPUs, but compute on the CPU (engine.device): " + OBSTACLE),
                output.out()
                        .lines()
                        .filter(line -> line.startsWith("warning: tasks"))
                        .toList());
        assertTrue(output.out().contains(", 2 task slots, CPU, "), output.out());
        String metrics = Hdfs.shared().read(SparkHome.SPARK_42.name() + "/runs/quickstart/metrics.jsonl");
        assertTrue(metrics.contains("\"device\":\"CPU, "), "the device is recorded");
    }

    @Test
    void theDoctorSeesThatEachTaskHasAGpuOfItsOwnAndNoSecret() {
        Output doctor = onGpus("doctor", "--conf", "spark.hadoop.fs.s3a.secret.key=n0b0dy");
        assertEquals(0, doctor.exitCode(), doctor.error());
        // Of two executors; on a busy machine one may have done both tasks before the other was there.
        assertTrue(
                doctor.out().matches("(?s).*by executor: \\{(0=\\[([01])], 1=\\[(?!\\2)[01]]|[01]=\\[[01]])}.*"),
                doctor.out());
        assertTrue(doctor.out().contains("warning  tasks have GPUs, but compute on the CPU"), doctor.out());
        assertTrue(doctor.out().contains("ok       class path without conflicts"), doctor.out());
        assertTrue(doctor.out().contains("(supported: 3.5 to 4.2)"), doctor.out());
        assertTrue(doctor.out().contains("[spark.hadoop.fs.s3a.secret.key]"), "visible to ps");
        assertFalse((doctor.out() + doctor.error()).contains("n0b0dy"), doctor.out());
    }

    @Test
    @Tag("exhaustive")
    void aRunThatRequiresAGpuEndsBeforeItTrains() {
        Output refused = onGpus("train", PRESET, "engine.device=gpu");
        assertEquals(2, refused.exitCode(), refused.out());
        List<String> errors = refused.error()
                .lines()
                .filter(line -> line.startsWith("alig: "))
                .toList();
        assertEquals(1, errors.size(), refused.error());
        assertTrue(errors.get(0).startsWith("alig: engine.device = gpu, but " + OBSTACLE), refused.error());
        assertTrue(Files.notExists(folder.resolve("runs")), "nothing is written");
    }

    @Test
    @Tag("exhaustive")
    void tasksOfOneExecutorHaveAGpuEach() {
        Output doctor =
                onGpus("doctor", "--conf", "spark.executor.cores=2", "--conf", "spark.executor.resource.gpu.amount=2");
        assertTrue(doctor.out().contains("by executor: {0=[0, 1]}"), doctor.out());
    }

    private Output onGpus(String... arguments) {
        return Standalone.of(SparkHome.SPARK_42)
                .alig(folder, with(arguments, "--gpu"))
                .run();
    }

    private static String[] with(String[] arguments, String... more) {
        return Stream.concat(Stream.of(arguments), Stream.of(more)).toArray(String[]::new);
    }
}
