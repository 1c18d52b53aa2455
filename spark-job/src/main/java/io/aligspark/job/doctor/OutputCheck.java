package io.aligspark.job.doctor;

import io.aligspark.job.launch.DriverPlace;
import io.aligspark.job.storage.HadoopFiles;
import java.util.List;
import java.util.UUID;
import org.apache.spark.SparkConf;

/** Whether runs can be written where they are to be. */
record OutputCheck(String folder, SparkConf conf) implements Check {
    @Override
    public List<Finding> run() {
        HadoopFiles files = HadoopFiles.of(folder);
        boolean existed = files.exists("");
        String name = ".alig-doctor-" + UUID.randomUUID();
        DriverPlace.of(conf).requireLasting(folder, files);
        files.makeFolder();
        files.writeAtomically(name, out -> out.write(1));
        files.delete(existed ? name : "");
        return List.of(Finding.ok("output.dir " + files.describe("") + " can be written"));
    }
}
