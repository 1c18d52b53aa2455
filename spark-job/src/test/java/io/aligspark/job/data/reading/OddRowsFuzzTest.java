package io.aligspark.job.data.reading;

import static io.aligspark.job.data.reading.DataTesting.write;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aligspark.job.data.ConfigDraft;
import io.aligspark.job.data.CsvOptions;
import io.aligspark.job.data.DataConfig;
import io.aligspark.job.data.DataException;
import io.aligspark.job.data.DataFormat;
import io.aligspark.job.data.DataSource;
import io.aligspark.job.data.LibsvmOptions;
import io.aligspark.job.data.TableOptions;
import io.aligspark.job.data.reading.OddRows.OddFile;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.mapreduce.lib.input.FileInputFormat;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.config.Configurator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Files of rows that are valid but unusual are read whole; those with a value that is no number, or in one line refused. */
class OddRowsFuzzTest {
    private static final int QUICK_CASES = 8;
    private static final int CASES = Integer.getInteger("fuzz.cases", 60);
    private static final Duration HANG = Duration.ofMinutes(1);
    private static final String SPARK = "org.apache.spark";

    enum Kind {
        CSV,
        LIBSVM,
        JSON
    }

    @TempDir
    private Path folder;

    @BeforeAll
    static void quiet() {
        DataTesting.spark();
        Configurator.setAllLevels(SPARK, Level.OFF);
    }

    @AfterAll
    static void asBefore() {
        Configurator.reconfigure();
    }

    @ParameterizedTest
    @EnumSource
    void oddFilesAreReadWhole(Kind kind) throws IOException {
        read(kind, 0, QUICK_CASES);
    }

    @ParameterizedTest
    @EnumSource
    @Tag("exhaustive")
    void soAreMoreOddOnes(Kind kind) throws IOException {
        read(kind, QUICK_CASES, CASES);
    }

    private void read(Kind kind, int first, int end) throws IOException {
        List<String> faults = new ArrayList<>();
        for (int seed = first; seed < end; seed++) {
            ConfigDraft draft = new ConfigDraft();
            draft.shape = List.of(OddRows.FEATURES);
            OddFile file = file(kind, seed, draft);
            Path path = write(folder.resolve(seed + file.suffix()), file.content());
            draft.train = new DataSource(path.toString(), "");
            Configuration hadoop = DataTesting.spark().sparkContext().hadoopConfiguration();
            hadoop.setLong(FileInputFormat.SPLIT_MAXSIZE, seed % 2 == 0 ? 1 << 20 : file.content().length / 3 + 1);
            try {
                assertTimeoutPreemptively(HANG, () -> readOne(draft.build(), file));
            } catch (Throwable e) {
                faults.add("seed " + seed + ", " + path.getFileName() + ": " + e
                        + (e.getCause() == null ? "" : ", " + e.getCause()));
            } finally {
                hadoop.unset(FileInputFormat.SPLIT_MAXSIZE);
            }
        }
        assertEquals(List.of(), faults);
    }

    private static OddFile file(Kind kind, int seed, ConfigDraft draft) throws IOException {
        OddRows odd = new OddRows(seed);
        return switch (kind) {
            case CSV -> {
                char delimiter = ",;\t".charAt(seed % 3);
                draft.csv = new CsvOptions(delimiter, seed % 2 == 0, "last");
                yield odd.csv(delimiter, seed % 2 == 0);
            }
            case LIBSVM -> {
                draft.format = DataFormat.LIBSVM;
                draft.labelValues = List.of("-1", "1");
                draft.libsvm = new LibsvmOptions(seed % 2);
                yield odd.libsvm(seed % 2);
            }
            case JSON -> {
                draft.format = DataFormat.TABLE;
                boolean array = seed % 2 == 0;
                draft.table = new TableOptions("json", List.of("multiLine=" + array), List.of("x", "y", "z"), "label");
                yield odd.json(array);
            }
        };
    }

    private static void readOne(DataConfig config, OddFile file) {
        try {
            assertEquals(file.rows(), DataTesting.read(config).samples().count());
        } catch (Exception e) {
            DataException found = DataException.in(e).orElseThrow(() -> new AssertionError("not a data error", e));
            assertTrue(file.refusable(), found.getMessage());
            assertEquals(1, found.getMessage().lines().count(), found.getMessage());
            assertTrue(found.getMessage().startsWith("data."), found.getMessage());
        }
    }
}
