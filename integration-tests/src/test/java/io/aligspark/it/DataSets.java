package io.aligspark.it;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Random;
import javax.imageio.ImageIO;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.io.BytesWritable;
import org.apache.hadoop.io.SequenceFile;
import org.apache.hadoop.io.Text;
import us.hebi.matlab.mat.format.Mat5;
import us.hebi.matlab.mat.types.MatlabType;
import us.hebi.matlab.mat.types.Matrix;

/** A small data set of each format, in several files where the format has several, and a configuration for each. */
final class DataSets {
    private static final int FILES = 3;
    private static final int RECORDS = 20;
    private static final String[] CLASSES = {"cat", "dog"};
    private static final String IMAGES = "format = images, classes = 2, shape = [3, 6, 6]";

    private final Path folder;
    private final Random random = new Random(1);

    private DataSets(Path folder) {
        this.folder = folder;
    }

    /** Writes all of them; the configurations lie in the folder itself. */
    static void write(Path folder) throws IOException {
        DataSets sets = new DataSets(folder);
        sets.rows();
        sets.idx();
        sets.cifar();
        sets.svhn();
        sets.photos();
        sets.snli();
        sets.configure("copy-task", "format = copy-task, train.samples = 60, classes = 0, shape = [9, 6]", """
                model { name = dnc, dnc { controller = 4, slots = 2, slot-width = 2, read-heads = 1 } }
                model.loss = sigmoid-cross-entropy
                """);
    }

    private void configure(String name, String data, String more) throws IOException {
        String text = "data { root = \"" + folder.toAbsolutePath() + "\", " + data + " }\n"
                + "train { batch-size = 24, shard-size = 4 }\nmodel.hidden = [4]\n" + more;
        Files.writeString(folder.resolve(name + ".conf"), text);
    }

    private Path file(String folders, String name) throws IOException {
        return Files.createDirectories(folder.resolve(folders)).resolve(name);
    }

    private byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }

    /** CSV, LIBSVM, and JSON lines, which Spark loads as a table. */
    private void rows() throws IOException {
        for (int file = 0; file < FILES; file++) {
            StringBuilder csv = new StringBuilder();
            StringBuilder libsvm = new StringBuilder();
            StringBuilder json = new StringBuilder();
            for (int row = 0; row < RECORDS; row++) {
                double first = random.nextGaussian();
                int label = random.nextInt(3);
                csv.append(String.format(Locale.ROOT, "%.4f,%d,%d%n", first, row, label));
                libsvm.append(String.format(Locale.ROOT, "%d 1:%.4f 2:%d%n", label, first, row));
                json.append(String.format(Locale.ROOT, "{\"a\": %.4f, \"b\": %d, \"label\": %d}%n", first, row, label));
            }
            Files.writeString(file("csv", file + ".csv"), csv);
            Files.writeString(file("libsvm", file + ".txt"), libsvm);
            Files.writeString(file("json", file + ".json"), json);
        }
        configure("csv", "format = csv, train.samples = csv, classes = 3, shape = [2]", "");
        configure("libsvm", "format = libsvm, train.samples = libsvm, classes = 3, shape = [2]", "");
        String columns = "features = [a, b], label = label }, classes = 3, shape = [2]";
        configure("table-json", "format = table, train.samples = json, table { source = json, " + columns, "");
        configure("table-parquet", "format = table, train.samples = parquet, table { source = parquet, " + columns, "");
    }

    private void idx() throws IOException {
        int count = FILES * RECORDS;
        ByteBuffer images = ByteBuffer.allocate(16 + count * 16)
                .putInt(0x803)
                .putInt(count)
                .putInt(4)
                .putInt(4);
        ByteBuffer labels = ByteBuffer.allocate(8 + count).putInt(0x801).putInt(count);
        for (int i = 0; i < count; i++) {
            images.put(bytes(16));
            labels.put((byte) random.nextInt(10));
        }
        Files.write(file("idx", "images"), images.array());
        Files.write(file("idx", "labels"), labels.array());
        configure("idx", "format = idx, train { samples = idx/images, labels = idx/labels }, shape = [1, 4, 4]", "");
    }

    private void cifar() throws IOException {
        for (int file = 0; file < FILES; file++) {
            byte[] records = bytes(RECORDS * 3073);
            for (int record = 0; record < RECORDS; record++) {
                records[record * 3073] = (byte) random.nextInt(10);
            }
            Files.write(file("cifar", file + ".bin"), records);
        }
        configure("cifar", "format = cifar, train.samples = cifar, shape = [3, 32, 32]", "");
    }

    private void svhn() throws IOException {
        for (int file = 0; file < FILES; file++) {
            Matrix images = Mat5.newMatrix(new int[] {32, 32, 3, RECORDS}, MatlabType.UInt8);
            Matrix labels = Mat5.newMatrix(RECORDS, 1, MatlabType.UInt8);
            for (int i = 0; i < images.getNumElements(); i++) {
                images.setByte(i, (byte) random.nextInt());
            }
            for (int i = 0; i < RECORDS; i++) {
                labels.setInt(i, 0, 1 + random.nextInt(10));
            }
            Mat5.writeToFile(
                    Mat5.newMatFile().addArray("X", images).addArray("y", labels),
                    file("svhn", file + ".mat").toFile());
        }
        configure("svhn", "format = svhn, train.samples = svhn, shape = [3, 32, 32]", "");
    }

    /** In folders, tar archives and SequenceFiles. */
    private void photos() throws IOException {
        for (String name : CLASSES) {
            Path sequence = file("sequence", name + ".seq");
            try (OutputStream file = Files.newOutputStream(file("tar", name + ".tar"));
                    TarArchiveOutputStream tar = new TarArchiveOutputStream(file);
                    SequenceFile.Writer writer = SequenceFile.createWriter(
                            new Configuration(),
                            SequenceFile.Writer.file(new org.apache.hadoop.fs.Path(sequence.toUri())),
                            SequenceFile.Writer.keyClass(Text.class),
                            SequenceFile.Writer.valueClass(BytesWritable.class))) {
                for (int i = 0; i < RECORDS; i++) {
                    byte[] png = png();
                    Files.write(file("folders/" + name, i + ".png"), png);
                    TarArchiveEntry entry = new TarArchiveEntry(i + ".png");
                    entry.setSize(png.length);
                    tar.putArchiveEntry(entry);
                    tar.write(png);
                    tar.closeArchiveEntry();
                    writer.append(new Text(name + "/" + i + ".png"), new BytesWritable(png));
                }
            }
        }
        for (String kind : new String[] {"folders", "tar", "sequence"}) {
            configure("images-" + kind, IMAGES + ", train.samples = " + kind, "");
        }
    }

    private byte[] png() throws IOException {
        BufferedImage image = new BufferedImage(8, 6, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < 48; i++) {
            image.setRGB(i % 8, i / 8, random.nextInt());
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ImageIO.write(image, "png", out);
        return out.toByteArray();
    }

    private void snli() throws IOException {
        String[] words = {"a", "man", "sleeps", "runs", "home", "."};
        String[] labels = {"entailment", "neutral", "contradiction"};
        StringBuilder vectors = new StringBuilder();
        for (String word : words) {
            vectors.append(
                    String.format(Locale.ROOT, "%s %.3f %.3f%n", word, random.nextGaussian(), random.nextGaussian()));
        }
        Files.writeString(file("snli", "vectors.txt"), vectors);
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < FILES * RECORDS; i++) {
            lines.append(String.format(
                    "{\"gold_label\": \"%s\", \"sentence1\": \"%s\", \"sentence2\": \"%s\"}%n",
                    labels[random.nextInt(3)],
                    words[random.nextInt(5)] + " " + words[random.nextInt(5)],
                    words[random.nextInt(5)]));
        }
        Files.writeString(file("snli", "dev.jsonl"), lines);
        configure(
                "snli",
                "format = snli, train.samples = snli/dev.jsonl, snli.vectors = snli/vectors.txt,"
                        + " classes = 3, shape = [2, 4, 2]",
                """
                model { name = sentence-pair, sentence-pair { hidden = 2, width = 2 } }
                """);
    }
}
