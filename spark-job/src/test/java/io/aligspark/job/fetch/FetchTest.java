package io.aligspark.job.fetch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.aligspark.job.fetch.Dataset.RemoteFile;
import io.aligspark.job.storage.HadoopFiles;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against a server of its own on this machine. */
class FetchTest {
    private static final byte[] CONTENT = new byte[300_000];

    static {
        new Random(1).nextBytes(CONTENT);
    }

    @TempDir
    private Path folder;

    private HttpServer server;
    private byte[] served = CONTENT;
    /** The server ends answers after so many bytes. */
    private int cut = Integer.MAX_VALUE;

    private boolean ignoresRanges;
    /** The Range header of each request, or a hyphen. */
    private final List<String> ranges = new CopyOnWriteArrayList<>();

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/data/", this::answer);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        String range = exchange.getRequestHeaders().getFirst("Range");
        ranges.add(range == null ? "-" : range);
        int start = 0;
        if (range != null && !ignoresRanges) {
            start = Integer.parseInt(range.substring("bytes=".length(), range.length() - 1));
            if (start >= served.length) {
                exchange.sendResponseHeaders(416, -1);
                exchange.close();
                return;
            }
            exchange.getResponseHeaders()
                    .set("Content-Range", "bytes " + start + "-" + (served.length - 1) + "/" + served.length);
        }
        exchange.sendResponseHeaders(start > 0 ? 206 : 200, served.length - start);
        OutputStream body = exchange.getResponseBody();
        body.write(served, start, Math.min(cut, served.length - start));
        body.flush();
        if (cut < served.length - start) {
            // Makes the server close the connection.
            throw new IOException("cut");
        }
        exchange.close();
    }

    @Test
    void filesArePlacedAsTheyAre() throws IOException {
        fetch("digits.mat", List.of());
        assertArrayEquals(CONTENT, Files.readAllBytes(folder.resolve("data/digits.mat")));
        assertEquals(List.of("-"), ranges);
        assertTrue(out.toString(UTF_8).contains("digits.mat: 0.3 of 0.3 MiB, 100 %"), () -> out.toString(UTF_8));
        // Nothing is left behind, and nothing is fetched twice.
        assertEquals(0, folder.resolve("downloads").toFile().list().length);
        fetch("digits.mat", List.of());
        assertEquals(1, ranges.size());
    }

    @Test
    void aDownloadThatIsCutGoesOnWhereItEnded() throws IOException {
        cut = 120_000;
        fetch("digits.mat", List.of());
        assertArrayEquals(CONTENT, Files.readAllBytes(folder.resolve("data/digits.mat")));
        assertEquals("-", ranges.get(0));
        assertTrue(ranges.size() >= 3, ranges::toString);
        // What was on its way when the connection ended may be lost, but nothing that had arrived.
        int before = 0;
        for (int i = 1; i < ranges.size(); i++) {
            int start = Integer.parseInt(ranges.get(i).replaceAll("\\D", ""));
            assertTrue(start >= before && start <= before + cut, ranges::toString);
            before = start;
        }
    }

    @Test
    void aDownloadOfAnEarlierProcessGoesOnToo() throws IOException {
        Path part = part("digits.mat");
        Files.write(part, Arrays.copyOf(CONTENT, 100_000));
        fetch("digits.mat", List.of());
        assertEquals(List.of("bytes=100000-"), ranges);
        assertArrayEquals(CONTENT, Files.readAllBytes(folder.resolve("data/digits.mat")));
        Files.delete(folder.resolve("data/digits.mat"));
        Files.write(part, CONTENT);
        fetch("digits.mat", List.of());
        assertArrayEquals(CONTENT, Files.readAllBytes(folder.resolve("data/digits.mat")));
        // A server that knows no ranges sends all again.
        Files.delete(folder.resolve("data/digits.mat"));
        Files.write(part, Arrays.copyOf(CONTENT, 100_000));
        ignoresRanges = true;
        fetch("digits.mat", List.of());
        assertArrayEquals(CONTENT, Files.readAllBytes(folder.resolve("data/digits.mat")));
    }

    @Test
    void otherContentIsRefused() {
        RemoteFile file = remote("digits.mat", List.of());
        served = CONTENT.clone();
        served[7]++;
        String message = assertThrows(IllegalArgumentException.class, () -> fetch().run(List.of(file)))
                .getMessage();
        assertTrue(message.contains(": expected SHA-256 " + file.checksum() + ", but found "), message);
        assertFalse(Files.exists(folder.resolve("data/digits.mat")));
        assertEquals(0, folder.resolve("downloads").toFile().list().length);
    }

    @Test
    void whatIsNotThereIsSaid() {
        RemoteFile file =
                new RemoteFile(home("/other/digits.mat"), "MD5", "00000000000000000000000000000000", List.of());
        assertEquals(
                file.home() + " cannot be downloaded: the server answered 404",
                assertThrows(IllegalArgumentException.class, () -> fetch().run(List.of(file)))
                        .getMessage());
        cut = 0;
        String message = assertThrows(IllegalArgumentException.class, () -> fetch("digits.mat", List.of()))
                .getMessage();
        assertTrue(message.contains("/digits.mat cannot be downloaded: "), message);
        assertEquals(6, ranges.size());
    }

    @ParameterizedTest
    @ValueSource(strings = {"set.zip", "set.tar.gz"})
    void onlyTheWantedFilesAreTakenOutOfAnArchive(String name) throws IOException {
        served = archive(name, Map.of("set/a.bin", "first", "set/b.bin", "second", "set/c.html", "third"));
        fetch(name, List.of("a.bin", "b.bin"));
        assertEquals("first", Files.readString(folder.resolve("data/a.bin")));
        assertEquals("second", Files.readString(folder.resolve("data/b.bin")));
        assertEquals(2, folder.resolve("data").toFile().list().length);
        Files.delete(folder.resolve("data/a.bin"));
        assertEquals(
                name + " cannot be unpacked: it does not hold [d.bin]",
                assertThrows(IllegalArgumentException.class, () -> fetch(name, List.of("a.bin", "d.bin")))
                        .getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"set.zip", "set.tar.gz"})
    void archivesThatLeadOutOfTheFolderAreRefused(String name) throws IOException {
        for (String path : List.of("../a.bin", "set/../../a.bin", "/tmp/a.bin", "..\\a.bin")) {
            served = archive(name, Map.of("a.bin", "good", path, "bad"));
            assertEquals(
                    name + " cannot be unpacked: its entry \"" + path + "\" leads out of it",
                    assertThrows(IllegalArgumentException.class, () -> fetch(name, List.of("a.bin")))
                            .getMessage());
            assertFalse(Files.exists(folder.resolve("data/a.bin")));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"set.zip", "set.tar.gz"})
    void archivesDoNotExpandWithoutBound(String name) throws IOException {
        served = archive(name, Map.of("a.bin", "0".repeat(3_000_000)));
        String message = assertThrows(IllegalArgumentException.class, () -> fetch(name, List.of("a.bin")))
                .getMessage();
        assertTrue(message.endsWith("it expands to more than 20 times its size"), message);
        assertFalse(Files.exists(folder.resolve("data/a.bin")));
    }

    @Test
    void theCatalogueIsComplete() {
        for (String name : List.of("mnist", "fashion-mnist", "cifar-10", "cifar-100", "svhn", "snli", "glove")) {
            Dataset dataset = Dataset.of(name);
            assertFalse(dataset.files().isEmpty());
            for (RemoteFile file : dataset.files()) {
                assertEquals(
                        file.algorithm().equals("MD5") ? 32 : 64,
                        file.checksum().length(),
                        file::name);
                boolean archive = file.name().endsWith(".zip") || file.name().endsWith(".tar.gz");
                assertEquals(archive, !file.places().isEmpty(), file::name);
            }
        }
        assertTrue(Dataset.of("imagenet").next().contains("ILSVRC2012_img_train.tar"));
        assertEquals(
                "there is no data set mnits; expected one of [cifar-10, cifar-100, fashion-mnist, glove, imagenet, mnist,"
                        + " snli, svhn]",
                assertThrows(IllegalArgumentException.class, () -> Dataset.of("mnits"))
                        .getMessage());
        assertEquals(
                URI.create("http://mirror/x/cifar-10-binary.tar.gz"),
                Dataset.of("cifar-10").filesAt("http://mirror/x").get(0).home());
    }

    private Fetch fetch() {
        return new Fetch(
                HadoopFiles.of(folder.resolve("data").toString()),
                folder.resolve("downloads"),
                Duration.ZERO,
                false,
                new PrintStream(out, true, UTF_8));
    }

    private void fetch(String name, List<String> places) {
        fetch().run(List.of(remote(name, places)));
    }

    private RemoteFile remote(String name, List<String> places) {
        return new RemoteFile(home("/data/" + name), "SHA-256", sha256(served), places);
    }

    private URI home(String path) {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
    }

    private Path part(String name) throws IOException {
        Path downloads = Files.createDirectories(folder.resolve("downloads"));
        return downloads.resolve(sha256(served).substring(0, 8) + "-" + name);
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] archive(String name, Map<String, String> files) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        if (name.endsWith(".zip")) {
            try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
                for (Map.Entry<String, String> file : new TreeMap<>(files).entrySet()) {
                    zip.putNextEntry(new ZipEntry(file.getKey()));
                    zip.write(file.getValue().getBytes(UTF_8));
                }
            }
            return bytes.toByteArray();
        }
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(new GZIPOutputStream(bytes))) {
            for (Map.Entry<String, String> file : new TreeMap<>(files).entrySet()) {
                TarArchiveEntry entry = new TarArchiveEntry(file.getKey(), true);
                entry.setSize(file.getValue().length());
                tar.putArchiveEntry(entry);
                tar.write(file.getValue().getBytes(UTF_8));
                tar.closeArchiveEntry();
            }
        }
        return bytes.toByteArray();
    }
}
