package io.aligspark.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aligspark.it.Command.Output;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a site sets for other programs changes neither the slots of a run, nor its way, nor its weights. */
class SiteSettingsIT {
    @TempDir
    Path folder;

    @Test
    void settingsForOtherProgramsChangeNothing() throws IOException {
        Output plain = train("plain", folder.resolve("no-settings"), "--conf", "spark.default.parallelism=1");
        assertTrue(!plain.out().contains("note: spark."), plain::out);
        Path events = Files.createDirectory(folder.resolve("events"));
        Path site = Files.createDirectory(folder.resolve("site"));
        try (ServerSocket busy = new ServerSocket(0)) {
            Files.write(
                    site.resolve("spark-defaults.conf"),
                    List.of(
                            "spark.default.parallelism 64",
                            "spark.sql.shuffle.partitions=7",
                            "spark.speculation: true",
                            "spark.dynamicAllocation.enabled   true",
                            "spark.dynamicAllocation.shuffleTracking.enabled true",
                            "spark.serializer org.apache.spark.serializer.KryoSerializer",
                            "spark.kryo.registrationRequired true",
                            "spark.eventLog.enabled true",
                            "spark.eventLog.dir file:" + events,
                            "spark.ui.enabled true",
                            "spark.ui.port " + busy.getLocalPort(),
                            "spark.locality.wait 10s",
                            "spark.scheduler.mode FAIR",
                            "spark.rdd.compress true"));
            Output odd = train("odd", site);
            assertEquals(plain.sha256(), odd.sha256());
            assertTrue(odd.out().contains("note: spark.speculation is off"), odd::out);
            assertTrue(odd.out().contains("note: spark.dynamicAllocation is off"), odd::out);
            assertEquals("", odd.error());
        }
        try (Stream<Path> logs = Files.list(events)) {
            assertTrue(logs.findAny().isPresent(), "event logs are as the site has them");
        }
    }

    private Output train(String run, Path site, String... more) {
        Output output = Command.alig(
                        folder,
                        Stream.concat(
                                        Stream.of(
                                                "train",
                                                Command.HOME + "/conf/quickstart.conf",
                                                "train.epochs=2",
                                                "output.run=" + run,
                                                "--master",
                                                "local-cluster[2,1,512]",
                                                "--conf",
                                                "spark.executor.memory=512m"),
                                        Stream.of(more))
                                .toArray(String[]::new))
                .with("SPARK_CONF_DIR", site.toString())
                .run();
        assertTrue(output.out().contains(", 2 task slots, "), output::out);
        assertTrue(output.out().contains("peer reduction"), output::out);
        assertTrue(!output.out().contains("restart"), output::out);
        return output;
    }
}
