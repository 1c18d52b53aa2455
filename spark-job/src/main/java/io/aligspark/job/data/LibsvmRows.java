package io.aligspark.job.data;

import java.util.Iterator;
import org.apache.spark.TaskContext;
import org.apache.spark.sql.Row;

/** Packs the rows of one partition and explains what Spark's parser stumbles over. Executor. */
final class LibsvmRows implements Iterator<byte[]> {
    private final LibsvmReader reader;
    private final Iterator<Row> rows;

    LibsvmRows(LibsvmReader reader, Iterator<Row> rows) {
        this.reader = reader;
        this.rows = rows;
    }

    @Override
    public boolean hasNext() {
        try {
            return rows.hasNext();
        } catch (Exception e) {
            throw explain(e);
        }
    }

    @Override
    public byte[] next() {
        try {
            return reader.pack(rows.next());
        } catch (Exception e) {
            throw explain(e);
        }
    }

    private RuntimeException explain(Exception failure) {
        if (TaskContext.get().isInterrupted() && failure instanceof RuntimeException killed) {
            return killed;
        }
        // Spark tells neither file nor line.
        return LibsvmFaults.find(reader)
                .orElseGet(() -> new DataException(
                        reader.key() + ": " + reader.input().path() + " cannot be read: " + rootCause(failure),
                        failure));
    }

    private static Throwable rootCause(Throwable failure) {
        return failure.getCause() == null ? failure : rootCause(failure.getCause());
    }
}
