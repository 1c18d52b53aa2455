package io.aligspark.job.data.reading;

import static org.junit.jupiter.api.Assertions.assertThrows;

import io.aligspark.job.data.DataConfig;
import io.aligspark.job.data.DataException;
import io.aligspark.job.data.Sample;
import io.aligspark.job.data.SampleDecoder;
import io.aligspark.job.data.SampleSet;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.GZIPOutputStream;
import org.apache.spark.sql.SparkSession;

/** What the tests of this package share: a local session, files and samples that can be compared. */
public final class DataTesting {
    /** A sample with its values unpacked. */
    public record Row(float target, List<Float> values) {}

    private DataTesting() {}

    public static SparkSession spark() {
        return SparkSession.builder()
                .master("local[2]")
                .appName("data tests")
                .config("spark.ui.enabled", "false")
                .config("spark.driver.bindAddress", "127.0.0.1")
                .config("spark.driver.host", "127.0.0.1")
                .getOrCreate();
    }

    public static Path write(Path file, byte[] content) {
        try {
            Files.createDirectories(file.getParent());
            return Files.write(file, content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static Path write(Path file, String content) {
        return write(file, content.getBytes(StandardCharsets.UTF_8));
    }

    public static Path gzip(Path file, byte[] content) {
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
            out.write(content);
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static SampleSet read(DataConfig config) {
        return SampleReader.read(spark(), config, config.train());
    }

    /** What an executor gets. */
    @SuppressWarnings({"unchecked", "BanSerializableRead"})
    public static <T extends Serializable> T throughSerialization(T object) throws IOException, ClassNotFoundException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(object);
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            return (T) in.readObject();
        }
    }

    /** All samples by id. */
    public static SortedMap<Long, Row> rows(DataConfig config, SampleSet set) {
        SampleDecoder decoder = set.decoder();
        SortedMap<Long, Row> rows = new TreeMap<>();
        for (Sample sample : set.samples().filter(sample -> !sample.isLeftOut()).collect()) {
            float[] values = new float[decoder.sampleLength()];
            decoder.decode(sample.features(), values, 0);
            List<Float> list = new ArrayList<>();
            for (float value : values) {
                list.add(value);
            }
            if (rows.put(sample.id(), new Row(sample.target()[0], list)) != null) {
                throw new AssertionError("two samples with id " + sample.id());
            }
        }
        return rows;
    }

    public static SortedMap<Long, Row> rows(DataConfig config) {
        return rows(config, read(config));
    }

    /** The message of the data error that stops the reading, on the driver or in a task. */
    public static String failure(DataConfig config) {
        Exception failure =
                assertThrows(Exception.class, () -> read(config).samples().count());
        return DataException.in(failure)
                .orElseThrow(() -> new AssertionError("not a data error", failure))
                .getMessage();
    }
}
