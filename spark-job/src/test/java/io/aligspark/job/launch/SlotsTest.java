package io.aligspark.job.launch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.OptionalInt;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SlotsTest {
    private static SparkConf conf(String master, String settings) {
        SparkConf conf = new SparkConf(false).setMaster(master);
        for (String setting : settings.split(" ", -1)) {
            if (!setting.isEmpty()) {
                int equals = setting.indexOf('=');
                conf.set("spark." + setting.substring(0, equals), setting.substring(equals + 1));
            }
        }
        return conf;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "local-cluster[3,2,1024] | '' | 6",
                "local-cluster[2,3,1024] | task.cpus=2 | 2",
                "local-cluster[2,4,1024] | executor.cores=2 | 4",
                "local-cluster[2,4,1024] | executor.cores=2 executor.memory=512m | 8",
                "local-cluster[2,1,1024] | default.parallelism=64 | 2",
                "local[4] | '' | 0",
                "yarn | '' | 2",
                "yarn | executor.instances=5 executor.cores=3 task.cpus=2 | 5",
                "k8s://https://host | executor.instances=4 executor.cores=2 | 8",
                "spark://host:7077 | cores.max=8 executor.cores=3 task.cpus=2 | 2",
                "spark://host:7077 | cores.max=8 | 8",
            })
    void whatWasAskedForIsKnown(String master, String settings, int expected) {
        assertEquals(OptionalInt.of(expected), Slots.expected(conf(master, settings)));
    }

    @Test
    void aStandaloneClusterGivesWhatItHas() {
        assertEquals(OptionalInt.empty(), Slots.expected(conf("spark://host:7077", "executor.cores=2")));
    }

    @Test
    void anExecutorMustFitIntoAWorker() {
        SparkConf conf = conf("local-cluster[2,1,512]", "executor.memory=1g");
        assertEquals(
                "spark.executor.memory = 1024 MiB is more than a worker of local-cluster[2,1,512] has, 512 MiB: give it more"
                        + " there, or executors less",
                assertThrows(IllegalArgumentException.class, () -> Slots.requireMemory(conf))
                        .getMessage());
    }
}
