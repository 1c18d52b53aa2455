package io.aligspark.job.doctor;

import io.aligspark.job.data.DataConfig;
import io.aligspark.job.data.DataException;
import io.aligspark.job.data.DataFormat;
import io.aligspark.job.data.DataSource;
import io.aligspark.job.data.reading.DataAccess;
import io.aligspark.job.data.reading.SampleReader;
import io.aligspark.job.session.Cluster;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Whether driver and executors see the same files of the data, and a sample of each can be read. */
record DataCheck(DataConfig data, Cluster cluster) implements Check {
    @Override
    public List<Finding> run() {
        if (data.format() == DataFormat.SNLI || data.format() == DataFormat.COPY_TASK) {
            return List.of();
        }
        List<Finding> findings = new ArrayList<>();
        look("data.train", data.train(), findings);
        if (data.test() != null) {
            look("data.test", data.test(), findings);
        }
        return findings;
    }

    private void look(String key, DataSource source, List<Finding> findings) {
        DataAccess access = DataAccess.of(cluster.context(), data, source, cluster.slots());
        Set<String> others = access.deviating();
        findings.add(
                others.isEmpty()
                        ? Finding.ok(key + ": driver and executors read " + access.bytes() + " bytes")
                        : Finding.error(
                                key + ": the driver reads " + access.bytes() + " bytes, but executors: " + others,
                                "put the data on a file system that all machines share"));
        if (others.isEmpty()) {
            findings.add(tryOne(key, source));
        }
    }

    private Finding tryOne(String key, DataSource source) {
        try {
            return SampleReader.tryOne(cluster.context(), data, source)
                    .map(fault -> Finding.warning(fault, ""))
                    .orElse(Finding.ok(key + ": a sample can be read"));
        } catch (DataException e) {
            return Finding.error(e.getMessage(), "");
        }
    }
}
