package io.aligspark.job.data.photos;

import static io.aligspark.job.data.reading.DataTesting.failure;
import static io.aligspark.job.data.reading.DataTesting.rows;
import static io.aligspark.job.data.reading.DataTesting.write;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aligspark.job.data.BadRecordPolicy;
import io.aligspark.job.data.BadRecords;
import io.aligspark.job.data.ConfigDraft;
import io.aligspark.job.data.DataConfig;
import io.aligspark.job.data.DataFormat;
import io.aligspark.job.data.DataSource;
import io.aligspark.job.data.SampleSet;
import io.aligspark.job.data.reading.DataTesting;
import io.aligspark.job.data.reading.DataTesting.Row;
import io.aligspark.job.data.reading.RealDataTest;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.io.BytesWritable;
import org.apache.hadoop.io.SequenceFile;
import org.apache.hadoop.io.SequenceFile.CompressionType;
import org.apache.hadoop.io.Text;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Photos in archives are those of the folders that they were made of. Above 300 lines because half of it writes archives of
 * every kind.
 */
class ArchivesTest {
    @TempDir
    private Path folder;

    private final ConfigDraft draft = new ConfigDraft();
    /** By class and name. */
    private final SortedMap<String, byte[]> photos = new TreeMap<>();

    @BeforeEach
    void photosOfTwoClasses() {
        draft.format = DataFormat.IMAGES;
        draft.shape = List.of(3, 4, 4);
        for (int i = 0; i < 12; i++) {
            photos.put((i < 7 ? "cat/" : "dog/") + i + ".png", png(i));
        }
    }

    @Test
    void photosInATarArchiveAreThoseOfTheFolders() {
        List<String> expected = inFolders();
        from(tar("photos.tar", photos));
        SortedMap<Long, Row> read = rows(draft.build());
        assertEquals(expected, texts(read));
        from(DataTesting.gzip(folder.resolve("photos.tar.gz"), archive(photos)));
        assertEquals(read, rows(draft.build()));
        draft.labelValues = List.of("dog", "cat");
        assertEquals(
                7,
                rows(draft.build()).values().stream()
                        .filter(row -> row.target() == 1)
                        .count());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void archivesOfOneClassEachMayLieInAnother(boolean gzip) {
        from(tar("photos.tar", photos));
        SortedMap<Long, Row> expected = rows(draft.build());
        SortedMap<String, byte[]> classes = new TreeMap<>();
        for (String name : List.of("cat", "dog")) {
            SortedMap<String, byte[]> own = new TreeMap<>();
            photos.forEach((path, photo) -> {
                if (path.startsWith(name)) {
                    own.put(path.substring(4), photo);
                }
            });
            classes.put(name + ".tar", archive(own));
            write(folder.resolve("classes/" + name + ".tar"), archive(own));
        }
        from(folder.resolve("classes"));
        assertEquals(expected, rows(draft.build()));
        from(folder.resolve("classes/*.tar"));
        assertEquals(expected, rows(draft.build()));
        from(gzip ? DataTesting.gzip(folder.resolve("all.tgz"), archive(classes)) : tar("all.tar", classes));
        assertEquals(expected, rows(draft.build()));
    }

    @Test
    void samplesDoNotDependOnSplits() throws IOException {
        // Hadoop does not split SequenceFiles below 100 kB.
        photos.replaceAll((path, photo) -> png(path.hashCode(), 120));
        Path tar = tar("photos.tar", photos);
        Path sequence = sequence(CompressionType.RECORD);
        from(tar);
        SortedMap<Long, Row> expected = rows(draft.build(), readSplit(1));
        SampleSet split = readSplit(9);
        assertTrue(split.samples().getNumPartitions() > 4);
        assertEquals(expected, rows(draft.build(), split));
        from(sequence);
        assertEquals(expected, rows(draft.build(), readSplit(1)));
        split = readSplit(9);
        assertNotEquals(1, split.samples().getNumPartitions());
        assertEquals(expected, rows(draft.build(), split));
    }

    @ParameterizedTest
    @EnumSource(CompressionType.class)
    void sequenceFilesHoldFilesByClassAndName(CompressionType compression) throws IOException {
        from(tar("photos.tar", photos));
        SortedMap<Long, Row> expected = rows(draft.build());
        from(sequence(compression));
        assertEquals(expected, rows(draft.build()));
    }

    /** As the tool hadoop archive lays them out: an index, and the files one after another. */
    @Test
    void hadoopArchivesAreFileSystems() throws IOException {
        List<String> expected = inFolders();
        Path har = folder.resolve("photos.har");
        ByteArrayOutputStream part = new ByteArrayOutputStream();
        Map<String, String> entries = new TreeMap<>();
        String status = "0+420+owner+group";
        entries.put("/", "dir " + encode(status) + " 0 0 train");
        entries.put("/train", "dir " + encode(status) + " 0 0 cat dog");
        for (String name : List.of("cat", "dog")) {
            List<String> files = new ArrayList<>();
            for (String path : photos.keySet()) {
                if (path.startsWith(name)) {
                    files.add(path.substring(4));
                    byte[] photo = photos.get(path);
                    entries.put(
                            "/train/" + path, "file part-0 " + part.size() + " " + photo.length + " " + encode(status));
                    part.writeBytes(photo);
                }
            }
            entries.put("/train/" + name, "dir " + encode(status) + " 0 0 " + String.join(" ", files));
        }
        StringBuilder index = new StringBuilder();
        entries.forEach((path, entry) ->
                index.append(encode(path)).append(' ').append(entry).append(" \n"));
        write(har.resolve("_index"), index.toString());
        write(har.resolve("_masterindex"), "3 \n0 2147483647 0 " + index.length() + " \n");
        write(har.resolve("part-0"), part.toByteArray());
        draft.train = new DataSource("har://" + har + "/train", "");
        assertEquals(expected, texts(rows(draft.build())));
    }

    @ParameterizedTest
    @ValueSource(strings = {"../cat/x.png", "cat/../../x.png", "/etc/x.png", "cat//x.png", "cat/..\\x.png"})
    void pathsOutOfTheArchiveAreRefused(String path) throws IOException {
        photos.put(path, png(99));
        from(tar("photos.tar", photos));
        String message = failure(draft.build());
        assertEquals(
                "data.train.samples: file:" + folder + "/photos.tar cannot be read as a tar archive: expected a path"
                        + " within the archive, but found \"" + path + "\"",
                message);
        from(sequence(CompressionType.NONE));
        message = failure(draft.build());
        assertTrue(message.endsWith("expected a path within the archive, but found \"" + path + "\""), message);
    }

    @Test
    void linksAreRefused() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(out)) {
            TarArchiveEntry link = new TarArchiveEntry("cat/link.png", TarConstants.LF_SYMLINK);
            link.setLinkName("/etc/passwd");
            tar.putArchiveEntry(link);
            tar.closeArchiveEntry();
        }
        from(write(folder.resolve("photos.tar"), out.toByteArray()));
        assertTrue(failure(draft.build()).endsWith("expected files, but \"cat/link.png\" is a link or sparse"));
    }

    @Test
    void damagedArchivesAreNamed() throws IOException {
        byte[] whole = archive(photos);
        Path file = folder.resolve("photos.tar");
        from(file);
        String start = "data.train.samples: file:" + file + " cannot be read as a tar archive: ";
        for (int length : new int[] {1000, 1024, 1536, 5000}) {
            write(file, Arrays.copyOf(whole, length));
            String message = failure(draft.build());
            assertTrue(message.startsWith(start), length + ": " + message);
        }
        write(file, "no archive at all");
        assertEquals(
                "data.train.samples: file:" + file
                        + " is neither a tar archive nor a SequenceFile; expected those, or a"
                        + " folder with a subfolder of images per class",
                failure(draft.build()));
        Path zip = DataTesting.gzip(folder.resolve("photos.tgz"), whole);
        write(zip, Arrays.copyOf(Files.readAllBytes(zip), 400));
        from(zip);
        assertTrue(failure(draft.build()).startsWith("data.train.samples: file:" + zip + " cannot be read"));
    }

    @Test
    void damagedLengthsInSequenceFilesAreNamed() throws IOException {
        Path file = sequence(CompressionType.NONE);
        byte[] damaged = Files.readAllBytes(file);
        // Lengths of record, key and, in the key, its text.
        int length = new String(damaged, ISO_8859_1).indexOf("cat/0.png") - 9;
        damaged[length] = 0x7f;
        Path checksums = folder.resolve("." + file.getFileName() + ".crc");
        Files.delete(checksums);
        write(file, damaged);
        from(file);
        String start =
                "data.train.samples: file:" + file + " cannot be read as a SequenceFile: the length before byte ";
        assertTrue(failure(draft.build()).startsWith(start + (length + 4)), failure(draft.build()));
        sequence(CompressionType.BLOCK);
        byte[] whole = Files.readAllBytes(file);
        Files.delete(checksums);
        write(file, Arrays.copyOf(whole, whole.length - 10));
        assertTrue(failure(draft.build()).startsWith(start), failure(draft.build()));
    }

    @Test
    void archivesDoNotExpandWithoutBound() {
        photos.put("cat/bomb.png", new byte[50_000_000]);
        from(DataTesting.gzip(folder.resolve("photos.tgz"), archive(photos)));
        assertTrue(failure(draft.build()).endsWith(": it expands to more than 200 times its size"));
    }

    @Test
    void badPhotosAreNamedOrSkipped() {
        photos.put("dog/bad.png", "no image".getBytes(UTF_8));
        Path file = tar("photos.tar", photos);
        from(file);
        assertEquals(
                "data.train.samples: file:" + file
                        + ", dog/bad.png cannot be read as an image: expected a JPEG, PNG, GIF, BMP, TIFF or WebP image",
                failure(draft.build()));
        draft.badRecords = new BadRecordPolicy(BadRecordPolicy.OnBadRecord.SKIP, 0.5);
        BadRecords found = BadRecords.in(DataTesting.read(draft.build()).samples());
        assertEquals(13, found.records());
        assertEquals(1, found.bad());
    }

    @Test
    void foldersMustBeTheClasses() throws IOException {
        draft.classes = 3;
        Path file = tar("photos.tar", photos);
        from(file);
        String expected = "data.train.samples: expected photos in 3 folders (data.classes) in file:";
        assertEquals(expected + file + ", but found 2", failure(draft.build()));
        draft.classes = 2;
        draft.labelValues = List.of("cat", "cow");
        assertEquals(
                "data.train.samples: folder \"dog\" of photos in file:" + file
                        + " must be one of data.label-values [cat, cow]",
                failure(draft.build()));
        photos.put("README.txt", "beside the folders".getBytes(UTF_8));
        photos.put("cat/.hidden", "no photo".getBytes(UTF_8));
        draft.labelValues = List.of();
        from(tar("photos.tar", photos));
        assertEquals(12, rows(draft.build()).size());
        photos.clear();
        photos.put("alone.png", png(1));
        from(sequence(CompressionType.NONE));
        assertTrue(
                failure(draft.build()).endsWith("expected keys such as \"class/name.jpg\", but found \"alone.png\""));
    }

    @Test
    void sequenceFilesOfOtherTypesAreRefused() throws IOException {
        Path file = folder.resolve("other.seq");
        try (SequenceFile.Writer writer = SequenceFile.createWriter(
                new Configuration(),
                SequenceFile.Writer.file(new org.apache.hadoop.fs.Path(file.toString())),
                SequenceFile.Writer.keyClass(Text.class),
                SequenceFile.Writer.valueClass(Text.class))) {
            writer.append(new Text("cat/1.png"), new Text("value"));
        }
        from(file);
        assertTrue(failure(draft.build()).contains("expected keys and values of types [org.apache.hadoop.io.Text, "));
    }

    @Test
    void clothesInATarArchiveAreThoseOfTheFolders() throws IOException {
        Path clothes = Path.of(RealDataTest.folder("clothing-dataset-small"), "test");
        photos.clear();
        try (Stream<Path> files = Files.walk(clothes)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                photos.put(clothes.relativize(file).toString(), Files.readAllBytes(file));
            }
        }
        draft.classes = 10;
        draft.shape = List.of(3, 32, 32);
        from(tar("clothes.tar", photos));
        SortedMap<Long, Row> read = rows(draft.build());
        int[] perClass = new int[10];
        read.values().forEach(row -> perClass[(int) row.target()]++);
        assertEquals("[10, 10, 10, 10, 10, 10, 10, 10, 10, 10]", Arrays.toString(perClass));
        from(clothes);
        assertEquals(texts(rows(draft.build())), texts(read));
    }

    private List<String> inFolders() {
        photos.forEach((path, photo) -> write(folder.resolve("folders").resolve(path), photo));
        from(folder.resolve("folders"));
        return texts(rows(draft.build()));
    }

    private static List<String> texts(SortedMap<Long, Row> rows) {
        return rows.values().stream().map(Row::toString).sorted().toList();
    }

    private void from(Path path) {
        draft.train = new DataSource(path.toString(), "");
    }

    private SampleSet readSplit(int parallelism) {
        JavaSparkContext context =
                JavaSparkContext.fromSparkContext(DataTesting.spark().sparkContext());
        DataConfig config = draft.build();
        return ImagesReader.read(context, config, config.train(), "data.train.samples", parallelism);
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, UTF_8);
    }

    private static byte[] png(int seed) {
        return png(seed, 7);
    }

    private static byte[] png(int seed, int side) {
        BufferedImage image = new BufferedImage(side + 2, side, BufferedImage.TYPE_INT_RGB);
        Random random = new Random(seed);
        for (int i = 0; i < side * (side + 2); i++) {
            image.setRGB(i % (side + 2), i / (side + 2), random.nextInt(1 << 24));
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            ImageIO.write(image, "png", out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private Path tar(String name, SortedMap<String, byte[]> files) {
        return write(folder.resolve(name), archive(files));
    }

    private static byte[] archive(SortedMap<String, byte[]> files) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(out)) {
            tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                TarArchiveEntry entry = new TarArchiveEntry(file.getKey(), true);
                entry.setSize(file.getValue().length);
                tar.putArchiveEntry(entry);
                tar.write(file.getValue());
                tar.closeArchiveEntry();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private Path sequence(CompressionType compression) throws IOException {
        Path file = folder.resolve("photos.seq");
        try (SequenceFile.Writer writer = SequenceFile.createWriter(
                new Configuration(),
                SequenceFile.Writer.file(new org.apache.hadoop.fs.Path(file.toString())),
                SequenceFile.Writer.keyClass(Text.class),
                SequenceFile.Writer.valueClass(BytesWritable.class),
                SequenceFile.Writer.syncInterval(500),
                SequenceFile.Writer.compression(compression))) {
            for (Map.Entry<String, byte[]> photo : photos.entrySet()) {
                writer.append(new Text(photo.getKey()), new BytesWritable(photo.getValue()));
            }
        }
        return file;
    }
}
