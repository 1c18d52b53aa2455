package io.aligspark.job.data.reading;

import static io.aligspark.job.data.reading.DataTesting.rows;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.aligspark.job.data.ConfigDraft;
import io.aligspark.job.data.CsvOptions;
import io.aligspark.job.data.DataConfig;
import io.aligspark.job.data.DataFormat;
import io.aligspark.job.data.DataSource;
import io.aligspark.job.data.Sample;
import io.aligspark.job.data.SampleDecoder;
import io.aligspark.job.data.SampleSet;
import io.aligspark.job.data.SnliOptions;
import io.aligspark.job.data.files.InputFiles;
import io.aligspark.job.data.reading.DataTesting.Row;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;

/** Published data sets, if there is a folder {@code shared} (or {@code -Dalig.shared}) that holds them. */
public class RealDataTest {
    private final ConfigDraft draft = new ConfigDraft();

    @Test
    void readsFashionMnist() {
        draft.root = folder("fashion-mnist");
        draft.format = DataFormat.IDX;
        draft.classes = 10;
        draft.shape = List.of(1, 28, 28);
        draft.train = new DataSource("train-images-idx3-ubyte.gz", "train-labels-idx1-ubyte.gz");
        DataConfig config = draft.build();
        Published train = Published.of(config);
        assertEquals(Collections.nCopies(10, 6000L), train.perClass());
        assertEquals(59_999, train.largestId());
        // The published mean of all pixels is 72.9404 (0.2860 of 255).
        assertEquals(72.9404, train.mean(), 1e-4);
    }

    @Test
    void readsCifar10() {
        draft.root = folder("cifar-10");
        draft.format = DataFormat.CIFAR;
        draft.classes = 10;
        draft.shape = List.of(3, 32, 32);
        draft.train = new DataSource("train_10k.bin.gz", "");
        Published train = Published.of(draft.build());
        assertEquals(Collections.nCopies(10, 1000L), train.perClass());
        assertEquals(9_999, train.largestId());
        // The sum of all bytes of the file but the labels, divided by their number.
        assertEquals(121.02240751953126, train.mean(), 1e-9);
        draft.train = new DataSource("test_2k.bin.gz", "");
        Row first = rows(draft.build()).get(0L);
        // The cat that the official test batch begins with.
        assertEquals(3, first.target());
        assertEquals(List.of(158f, 159f, 165f), first.values().subList(0, 3));
    }

    @Test
    void readsClothing() {
        draft.root = folder("clothing-dataset-small");
        draft.format = DataFormat.IMAGES;
        draft.classes = 10;
        draft.shape = List.of(3, 64, 48);
        draft.train = new DataSource("validation", "");
        assertEquals(Collections.nCopies(10, 10L), Published.of(draft.build()).perClass());
        draft.train = new DataSource("train", "");
        Published train = Published.of(draft.build());
        assertEquals(Collections.nCopies(10, 40L), train.perClass());
        assertEquals(InputFiles.id(9, 39), train.largestId());
    }

    @Test
    void readsSnli() {
        String root = Path.of(folder("snli")).getParent().toString();
        folder("glove");
        draft.root = root;
        draft.format = DataFormat.SNLI;
        draft.classes = 3;
        draft.shape = List.of(2, 51, 50);
        draft.snli = new SnliOptions("glove/glove.6B.50d.top9163.txt.gz");
        draft.train = new DataSource("snli/s1.dev.gz", "snli/labels.dev.gz");
        Published dev = Published.of(draft.build());
        assertEquals(List.of(3329L, 3235L, 3278L), dev.perClass());
        assertEquals(9_841, dev.largestId());
        draft.train = new DataSource("snli/snli_1.0_dev.part.jsonl.gz", "");
        assertEquals(List.of(433L, 421L, 419L), Published.of(draft.build()).perClass());
        // "Two women are embracing while holding to go packages .", where "Two" and "embracing" have no vector; so
        // begin
        // the vectors of the first and the last word in the file.
        List<Float> first = rows(draft.build()).get(0L).values();
        assertEquals(List.of(-0.95897f, 0.86149f), first.subList(0, 2));
        assertEquals(List.of(0.15164f, 0.30177f), first.subList(7 * 50, 7 * 50 + 2));
        assertEquals(Collections.nCopies(50, 0f), first.subList(8 * 50, 9 * 50));
    }

    @Test
    void readsAdult() {
        draft.root = folder("libsvm");
        draft.format = DataFormat.LIBSVM;
        draft.shape = List.of(123);
        draft.labelValues = List.of("-1", "+1");
        draft.train = new DataSource("a9a.gz", "");
        Published train = Published.of(draft.build());
        assertEquals(List.of(24_720L, 7_841L), train.perClass());
        // 451,592 ones, by the data set's description.
        assertEquals(451_592.0 / 32_561 / 123, train.mean(), 1e-12);
    }

    @Test
    void readsIris() {
        draft.root = folder("uci");
        draft.classes = 3;
        draft.shape = List.of(4);
        draft.labelValues = List.of("Iris-setosa", "Iris-versicolor", "Iris-virginica");
        draft.train = new DataSource("iris.data", "");
        SortedMap<Long, Row> rows = rows(draft.build());
        assertEquals(150, rows.size());
        assertEquals(new Row(0, List.of(5.1f, 3.5f, 1.4f, 0.2f)), rows.get(0L));
        assertEquals(new Row(2, List.of(5.9f, 3f, 5.1f, 1.8f)), rows.get(rows.lastKey()));
    }

    @Test
    void readsWineWithItsLabelFirst() {
        draft.root = folder("uci");
        draft.classes = 3;
        draft.shape = List.of(13);
        draft.labelValues = List.of("1", "2", "3");
        draft.csv = new CsvOptions(',', false, "first");
        draft.train = new DataSource("wine.data", "");
        assertEquals(List.of(59L, 71L, 48L), Published.of(draft.build()).perClass());
    }

    @Test
    void readsOptdigits() {
        draft.root = folder("uci");
        draft.classes = 10;
        draft.shape = List.of(1, 8, 8);
        draft.train = new DataSource("optdigits.tra.gz", "");
        assertEquals(
                List.of(376L, 389L, 380L, 389L, 387L, 376L, 377L, 387L, 380L, 382L),
                Published.of(draft.build()).perClass());
    }

    /** What is published about a data set, computed on the executors. */
    private record Published(List<Long> perClass, long largestId, double mean) {
        static Published of(DataConfig config) {
            SampleSet set = DataTesting.read(config);
            SampleDecoder decoder = set.decoder();
            List<double[]> samples = set.samples()
                    .map(sample -> new double[] {sample.target()[0], sample.id(), sum(decoder, sample)})
                    .collect();
            List<Long> perClass = new ArrayList<>(Collections.nCopies(config.classes(), 0L));
            samples.forEach(sample -> perClass.set((int) sample[0], perClass.get((int) sample[0]) + 1));
            double largest =
                    samples.stream().mapToDouble(sample -> sample[1]).max().orElseThrow();
            double sum = samples.stream().mapToDouble(sample -> sample[2]).sum();
            return new Published(perClass, (long) largest, sum / samples.size() / decoder.sampleLength());
        }

        private static double sum(SampleDecoder decoder, Sample sample) {
            float[] values = new float[decoder.sampleLength()];
            decoder.decode(sample.features(), values, 0);
            double sum = 0;
            for (float value : values) {
                sum += value;
            }
            return sum;
        }
    }

    public static String folder(String name) {
        Path shared = shared();
        assumeTrue(shared != null, "no folder 'shared/data' beside or above the working directory, nor -Dalig.shared");
        Path folder = shared.resolve("data").resolve(name);
        assumeTrue(Files.isDirectory(folder), () -> "no folder " + folder);
        return folder.toString();
    }

    private static Path shared() {
        String property = System.getProperty("alig.shared", "");
        if (!property.isEmpty()) {
            return Path.of(property);
        }
        for (Path up = Path.of("").toAbsolutePath(); up != null; up = up.getParent()) {
            if (Files.isDirectory(up.resolve("shared/data"))) {
                return up.resolve("shared");
            }
        }
        return null;
    }
}
