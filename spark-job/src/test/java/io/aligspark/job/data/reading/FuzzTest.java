package io.aligspark.job.data.reading;

import static io.aligspark.job.data.reading.DataTesting.write;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aligspark.job.data.ConfigDraft;
import io.aligspark.job.data.DataConfig;
import io.aligspark.job.data.DataException;
import io.aligspark.job.data.DataFormat;
import io.aligspark.job.data.DataSource;
import io.aligspark.job.data.Sample;
import io.aligspark.job.data.SampleSet;
import io.aligspark.job.data.SnliOptions;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.zip.Deflater;
import javax.imageio.ImageIO;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.io.BytesWritable;
import org.apache.hadoop.io.SequenceFile;
import org.apache.hadoop.io.SequenceFile.CompressionType;
import org.apache.hadoop.io.Text;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.config.Configurator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import us.hebi.matlab.mat.format.Mat5;
import us.hebi.matlab.mat.format.Mat5File;
import us.hebi.matlab.mat.types.MatlabType;
import us.hebi.matlab.mat.types.Matrix;
import us.hebi.matlab.mat.types.Sink;
import us.hebi.matlab.mat.types.Sinks;

/** Damaged files give samples that keep the rules, or one line that says what is wrong: nothing else, and always an end. */
class FuzzTest {
    private static final int QUICK_CASES = 8;
    private static final int CASES = Integer.getInteger("fuzz.cases", 30);
    private static final Duration HANG = Duration.ofMinutes(1);
    private static final String SPARK = "org.apache.spark";

    /** What is damaged; in a compressed file either the content or the compressed bytes. */
    enum Kind {
        IDX_IMAGES(DataFormat.IDX, "images"),
        IDX_LABELS(DataFormat.IDX, "labels"),
        IDX_GZIP(DataFormat.IDX, "images"),
        CIFAR(DataFormat.CIFAR, "data.bin"),
        CIFAR_GZIP(DataFormat.CIFAR, "data.bin"),
        SVHN_RAW(DataFormat.SVHN, "data.mat"),
        SVHN_COMPRESSED(DataFormat.SVHN, "data.mat"),
        PNG(DataFormat.IMAGES, "folders/cat/1"),
        JPEG(DataFormat.IMAGES, "folders/cat/1"),
        TAR(DataFormat.IMAGES, "photos.tar"),
        TAR_GZIP(DataFormat.IMAGES, "photos.tgz"),
        SEQUENCE_NONE(DataFormat.IMAGES, "photos.seq"),
        SEQUENCE_RECORD(DataFormat.IMAGES, "photos.seq"),
        SEQUENCE_BLOCK(DataFormat.IMAGES, "photos.seq"),
        CSV(DataFormat.CSV, "rows.csv"),
        LIBSVM(DataFormat.LIBSVM, "rows.txt"),
        SNLI(DataFormat.SNLI, "pairs.jsonl"),
        SNLI_VECTORS(DataFormat.SNLI, "vectors.txt");

        private final DataFormat format;
        private final String damaged;

        Kind(DataFormat format, String damaged) {
            this.format = format;
            this.damaged = damaged;
        }
    }

    @TempDir
    private Path folder;

    private final ConfigDraft draft = new ConfigDraft();

    @BeforeAll
    static void quiet() {
        DataTesting.spark();
        // A warning with a stack trace for every case would hide everything else.
        Configurator.setAllLevels(SPARK, Level.OFF);
    }

    @AfterAll
    static void asBefore() {
        Configurator.reconfigure();
    }

    @ParameterizedTest
    @EnumSource
    void damagedFilesGiveSamplesOrOneLine(Kind kind) throws IOException {
        damage(kind, 0, QUICK_CASES);
    }

    @ParameterizedTest
    @EnumSource
    @Tag("exhaustive")
    void soDoMoreDamagedOnes(Kind kind) throws IOException {
        damage(kind, QUICK_CASES, CASES);
    }

    private void damage(Kind kind, int first, int end) throws IOException {
        byte[] valid = valid(kind);
        Path file = folder.resolve(kind.damaged);
        write(file, compressed(kind, valid));
        assertFalse(DataTesting.rows(draft.build()).isEmpty());
        List<String> faults = new ArrayList<>();
        for (int seed = first; seed < end; seed++) {
            Mutations mutations = new Mutations(seed);
            write(file, seed % 2 == 0 ? compressed(kind, mutations.of(valid)) : mutations.of(compressed(kind, valid)));
            try {
                assertTimeoutPreemptively(HANG, this::read);
            } catch (Throwable e) {
                faults.add("seed " + seed + ": " + e + (e.getCause() == null ? "" : ", " + e.getCause()));
            }
        }
        assertEquals(List.of(), faults);
    }

    private void read() {
        DataConfig config = draft.build();
        List<Sample> samples;
        SampleSet set;
        try {
            set = DataTesting.read(config);
            samples = set.samples().filter(sample -> !sample.isLeftOut()).collect();
        } catch (Exception e) {
            DataException found = DataException.in(e).orElseThrow(() -> new AssertionError("not a data error", e));
            assertEquals(1, found.getMessage().lines().count(), found.getMessage());
            assertTrue(found.getMessage().startsWith("data."), found.getMessage());
            return;
        }
        float[] values = new float[set.decoder().sampleLength()];
        for (Sample sample : samples) {
            set.decoder().decode(sample.features(), values, 0);
            assertEquals(1, sample.target().length);
            float label = sample.target()[0];
            assertTrue(label >= 0 && label < config.classes() && label == (int) label, "label " + label);
            for (float value : values) {
                assertTrue(Float.isFinite(value), "value " + value);
            }
        }
    }

    /** The configuration, all other files, and the content of the one to be damaged, before compression. */
    private byte[] valid(Kind kind) throws IOException {
        draft.format = kind.format;
        draft.root = folder.toString();
        draft.train = new DataSource(kind.damaged, "");
        return switch (kind.format) {
            case IDX -> idx(kind);
            case CIFAR -> {
                draft.classes = 10;
                draft.shape = List.of(3, 32, 32);
                yield new byte[2 * 3073];
            }
            case SVHN -> mat(kind == Kind.SVHN_RAW ? Deflater.NO_COMPRESSION : Deflater.BEST_SPEED);
            case IMAGES -> images(kind);
            case CSV -> "1,2,0\n\"3\",4.5,1\n-1e3,0,1\n".getBytes(UTF_8);
            case LIBSVM -> {
                draft.shape = List.of(3);
                yield "# comment\n0 1:0.5 3:-2\n1 2:7\n0\n".getBytes(UTF_8);
            }
            default -> snli(kind);
        };
    }

    private static byte[] compressed(Kind kind, byte[] content) throws IOException {
        if (!kind.name().endsWith("_GZIP")) {
            return content;
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (var gzip = new java.util.zip.GZIPOutputStream(out)) {
            gzip.write(content);
        }
        return out.toByteArray();
    }

    private byte[] idx(Kind kind) {
        byte[] images = {0, 0, 8, 3, 0, 0, 0, 3, 0, 0, 0, 2, 0, 0, 0, 2, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, -1};
        byte[] labels = {0, 0, 8, 1, 0, 0, 0, 3, 1, 0, 1};
        draft.shape = List.of(1, 2, 2);
        draft.train = new DataSource("images", "labels");
        write(folder.resolve("images"), images);
        write(folder.resolve("labels"), labels);
        return kind == Kind.IDX_LABELS ? labels : images;
    }

    private byte[] mat(int level) throws IOException {
        draft.classes = 10;
        draft.shape = List.of(3, 32, 32);
        Matrix images = Mat5.newMatrix(new int[] {32, 32, 3, 2}, MatlabType.UInt8);
        Matrix digits = Mat5.newMatrix(2, 1, MatlabType.Double);
        digits.setDouble(0, 10);
        digits.setDouble(1, 3);
        Path file = folder.resolve("whole.mat");
        try (Sink sink = Sinks.newStreamingFile(file.toFile())) {
            Mat5File content = Mat5.newMatFile();
            // The digits first: then their headers are among the bytes that are damaged most.
            content.addArray("y", digits);
            content.addArray("X", images);
            Mat5.newWriter(sink).setDeflateLevel(level).writeMat(content);
        }
        return Files.readAllBytes(file);
    }

    private byte[] images(Kind kind) throws IOException {
        draft.shape = List.of(3, 4, 4);
        byte[] photo = photo(kind == Kind.JPEG ? "jpeg" : "png");
        return switch (kind) {
            case TAR, TAR_GZIP -> tar(photo);
            case SEQUENCE_NONE -> sequence(photo, CompressionType.NONE);
            case SEQUENCE_RECORD -> sequence(photo, CompressionType.RECORD);
            case SEQUENCE_BLOCK -> sequence(photo, CompressionType.BLOCK);
            default -> {
                draft.train = new DataSource("folders", "");
                write(folder.resolve("folders/dog/1"), photo);
                yield photo;
            }
        };
    }

    private byte[] snli(Kind kind) {
        draft.classes = 3;
        draft.shape = List.of(2, 3, 2);
        draft.train = new DataSource("pairs.jsonl", "");
        draft.snli = new SnliOptions("vectors.txt");
        byte[] pairs = """
                {"gold_label": "neutral", "sentence1_binary_parse": "( a ( b a ) )", "sentence2": "b x"}
                {"gold_label": "-", "sentence1": "a", "sentence2": "b"}
                {"gold_label": "contradiction", "sentence1": "b.", "sentence2_binary_parse": "( a a a a a )"}
                """.getBytes(UTF_8);
        byte[] vectors = "a 1 10\nb 2 20\n. 3 30\n<s> 5 50\n</s> 6 60\n".getBytes(UTF_8);
        write(folder.resolve("pairs.jsonl"), pairs);
        write(folder.resolve("vectors.txt"), vectors);
        return kind == Kind.SNLI ? pairs : vectors;
    }

    private static byte[] photo(String format) throws IOException {
        BufferedImage image = new BufferedImage(9, 7, BufferedImage.TYPE_INT_RGB);
        Random random = new Random(1);
        for (int i = 0; i < 63; i++) {
            image.setRGB(i % 9, i / 9, random.nextInt(1 << 24));
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ImageIO.write(image, format, out);
        return out.toByteArray();
    }

    private static byte[] tar(byte[] photo) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(out)) {
            for (String name : List.of("cat/1.png", "dog/1.png", "dog/2.png")) {
                TarArchiveEntry entry = new TarArchiveEntry(name);
                entry.setSize(photo.length);
                tar.putArchiveEntry(entry);
                tar.write(photo);
                tar.closeArchiveEntry();
            }
        }
        return out.toByteArray();
    }

    private byte[] sequence(byte[] photo, CompressionType compression) throws IOException {
        Path file = folder.resolve("whole.seq");
        try (SequenceFile.Writer writer = SequenceFile.createWriter(
                new Configuration(),
                SequenceFile.Writer.file(new org.apache.hadoop.fs.Path(file.toString())),
                SequenceFile.Writer.keyClass(Text.class),
                SequenceFile.Writer.valueClass(BytesWritable.class),
                SequenceFile.Writer.compression(compression))) {
            for (String name : List.of("cat/1.png", "dog/1.png", "dog/2.png")) {
                writer.append(new Text(name), new BytesWritable(photo));
            }
        }
        return Files.readAllBytes(file);
    }
}
