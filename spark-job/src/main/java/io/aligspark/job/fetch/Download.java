package io.aligspark.job.fetch;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.function.BiConsumer;

/**
 * Downloads over HTTP into a local file. A download that was cut, in this process or one before, goes on where it ended.
 *
 * @param pause before the second attempt; it doubles with each further one
 * @param progress receives bytes that are there, and bytes of the whole (-1 if the server does not say)
 */
record Download(Duration pause, BiConsumer<Long, Long> progress) {
    private static final int ATTEMPTS = 6;
    private static final int OK = 200;
    private static final int PARTIAL = 206;
    private static final int RANGE_NOT_SATISFIABLE = 416;
    private static final int SERVER_ERROR = 500;
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(30);
    private static final Duration STALL = Duration.ofSeconds(60);

    /**
     * Completes a file.
     *
     * @param file what is there already is kept
     * @throws IllegalArgumentException if the server does not have it, or cannot be reached again and again
     */
    void complete(URI from, Path file) {
        HttpClient client = HttpClient.newBuilder()
                .followRedirects(HttpClient.Redirect.NORMAL)
                .connectTimeout(CONNECT_TIMEOUT)
                .build();
        IOException last = null;
        int failures = 0;
        while (failures < ATTEMPTS) {
            long before = size(file);
            try {
                attempt(client, from, file, before);
                return;
            } catch (IOException e) {
                last = e;
                // A long download may be cut often, as long as it gets on.
                failures = size(file) > before ? 1 : failures + 1;
                pause(failures);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted", e);
            }
        }
        throw new IllegalArgumentException(
                from + " cannot be downloaded: " + last + "; what is there is kept in " + file, last);
    }

    private void attempt(HttpClient client, URI from, Path file, long have) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(from).timeout(STALL);
        if (have > 0) {
            request.header("Range", "bytes=" + have + "-");
        }
        HttpResponse<InputStream> response = client.send(request.build(), BodyHandlers.ofInputStream());
        try (InputStream in = response.body()) {
            int status = response.statusCode();
            if (status == RANGE_NOT_SATISFIABLE && have > 0) {
                // All of it is there; the checksum will tell.
                return;
            }
            if (status >= SERVER_ERROR) {
                throw new IOException("the server answered " + status);
            }
            if (status != OK && status != PARTIAL) {
                throw new IllegalArgumentException(from + " cannot be downloaded: the server answered " + status);
            }
            boolean onward = status == PARTIAL && startsAt(response, have);
            if (status == PARTIAL && !onward) {
                Files.deleteIfExists(file);
                throw new IOException("the server sent another range than was asked for");
            }
            long start = onward ? have : 0;
            long length = response.headers().firstValueAsLong("Content-Length").orElse(-1);
            copy(in, file, start, length < 0 ? -1 : start + length);
        }
    }

    private static boolean startsAt(HttpResponse<?> response, long have) {
        return response.headers().firstValue("Content-Range").orElse("").startsWith("bytes " + have + "-");
    }

    private void copy(InputStream in, Path file, long start, long whole) throws IOException {
        StandardOpenOption mode = start > 0 ? StandardOpenOption.APPEND : StandardOpenOption.TRUNCATE_EXISTING;
        try (OutputStream out = Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, mode);
                StallGuard guard = new StallGuard(in, STALL)) {
            byte[] buffer = new byte[1 << 16];
            long have = start;
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                guard.moved();
                out.write(buffer, 0, read);
                have += read;
                progress.accept(have, whole);
            }
            if (whole >= 0 && have < whole) {
                throw new IOException("the connection ended after " + have + " of " + whole + " bytes");
            }
        }
    }

    private static long size(Path file) {
        try {
            return Files.exists(file) ? Files.size(file) : 0;
        } catch (IOException e) {
            throw new IllegalArgumentException(file + " cannot be read: " + e, e);
        }
    }

    private void pause(int failures) {
        try {
            Thread.sleep(pause.toMillis() << (failures - 1));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
