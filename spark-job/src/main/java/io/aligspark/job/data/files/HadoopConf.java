package io.aligspark.job.data.files;

import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.util.Objects;
import org.apache.hadoop.conf.Configuration;

/**
 * Carries a Hadoop {@link Configuration} to the executors.
 *
 * <p>Hadoop's class is a {@code Writable} but not {@link Serializable}, and Spark's own wrapper is private.
 */
public final class HadoopConf implements Serializable {
    private static final long serialVersionUID = 1L;

    private transient Configuration configuration;

    /**
     * Wraps without copying.
     *
     * @param configuration shared with the caller on the driver; an executor gets a copy
     */
    public HadoopConf(Configuration configuration) {
        this.configuration = Objects.requireNonNull(configuration, "configuration");
    }

    /**
     * The wrapped configuration. Driver or executor.
     *
     * @return the configuration itself, to be treated as read-only
     */
    public Configuration get() {
        return configuration;
    }

    private void writeObject(ObjectOutputStream out) throws IOException {
        out.defaultWriteObject();
        configuration.write(out);
    }

    private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
        in.defaultReadObject();
        configuration = new Configuration(false);
        configuration.readFields(in);
    }
}
