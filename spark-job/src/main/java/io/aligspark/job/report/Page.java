package io.aligspark.job.report;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import io.aligspark.job.storage.HadoopFiles;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * A page of a report: {@code report.html} with its style, script, chart library and data inside, so that it can be opened
 * from a disk and sent around. Driver.
 */
final class Page {
    /** Name of the file. */
    static final String NAME = "report.html";

    private static final long INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final ObjectMapper JSON = new ObjectMapper()
            .registerModule(new SimpleModule()
                    .addSerializer(Double.class, new Numbers(Double.class))
                    .addSerializer(double.class, new Numbers(double.class)));

    private final HadoopFiles folder;
    private long written = System.nanoTime() - INTERVAL_NANOS;
    /** Time that making it took. */
    private long taken;

    /** A page in that folder. */
    Page(HadoopFiles folder) {
        this.folder = folder;
    }

    /** Six digits, which is more than a chart shows; null for what JSON has no number for. */
    private static final class Numbers extends StdSerializer<Double> {
        private static final long serialVersionUID = 1;

        Numbers(Class<Double> type) {
            super(type);
        }

        @Override
        public void serialize(Double value, JsonGenerator json, SerializerProvider provider) throws IOException {
            if (Double.isFinite(value)) {
                json.writeNumber(
                        BigDecimal.valueOf(value).round(new MathContext(6)).doubleValue());
            } else {
                json.writeNull();
            }
        }
    }

    /**
     * Whether the page is some seconds old: it has a megabyte, and is not needed after every short epoch; nor where reading a
     * long run takes long.
     */
    boolean isDue() {
        return System.nanoTime() - written >= Math.max(INTERVAL_NANOS, 20 * taken);
    }

    /** Writes the page of that data, which makes a record for {@code report.js}. */
    void write(Supplier<?> data) {
        long start = System.nanoTime();
        byte[] page = html(data.get()).getBytes(StandardCharsets.UTF_8);
        folder.writeAtomically(NAME, out -> out.write(page));
        written = System.nanoTime();
        taken = written - start;
    }

    static String html(Object data) {
        return resource("report.html")
                .replace("/* report.css */", resource("report.css"))
                .replace("/* echarts.min.js */", resource("echarts/echarts.min.js"))
                .replace("/* report.js */", resource("report.js"))
                .replace("/* data */", json(data));
    }

    private static String json(Object data) {
        try {
            // A text may hold what ends a script.
            return JSON.writeValueAsString(data).replace("<", "\\u003c");
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    static String resource(String name) {
        try (InputStream in = Page.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException(name + " is missing in the application jar");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
