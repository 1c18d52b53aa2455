package io.aligspark.job.data.files;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.aligspark.job.data.reading.DataTesting;
import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;

class HadoopConfTest {
    @Test
    void settingsArriveAtTheExecutor() throws IOException, ClassNotFoundException {
        Configuration configuration = new Configuration(false);
        configuration.set("fs.defaultFS", "hdfs://host:8020");
        HadoopConf there = DataTesting.throughSerialization(new HadoopConf(configuration));
        assertEquals("hdfs://host:8020", there.get().get("fs.defaultFS"));
    }
}
