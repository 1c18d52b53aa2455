package io.aligspark.job.data.files;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import us.hebi.matlab.mat.format.BufferAllocator;

/**
 * Memory for matrices: large ones lie in temporary files (in {@code java.io.tmpdir}) that are mapped into memory, so that
 * an executor needs no heap for them.
 */
public final class MappedBuffers implements BufferAllocator {
    private static final int SMALL = 1 << 20;

    @Override
    public ByteBuffer allocate(int bytes) {
        if (bytes <= SMALL) {
            return ByteBuffer.allocate(bytes);
        }
        try {
            Path file = Files.createTempFile("alig-matrix-", "");
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
                return channel.map(MapMode.READ_WRITE, 0, bytes);
            } finally {
                // The mapping keeps the content, until it is collected; nothing stays, also if the executor is killed.
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Does nothing: a buffer ends when it is collected. */
    @Override
    public void release(ByteBuffer buffer) {}
}
