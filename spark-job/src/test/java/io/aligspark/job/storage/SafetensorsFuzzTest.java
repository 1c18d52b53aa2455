package io.aligspark.job.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aligspark.job.data.reading.Mutations;
import io.aligspark.job.storage.Safetensors.Tensor;
import io.aligspark.networks.Shape;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A damaged file is read, or the reading ends with an IOException of one line: nothing else. */
class SafetensorsFuzzTest {
    private static final int CASES = 3000;

    @Test
    void damagedFilesAreReadOrRefused() throws IOException {
        float[] values = {1, 2, 3, 4, 5, 6, 7, 8};
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new Safetensors(
                        Map.of("format", "pt"),
                        List.of(
                                new Tensor("weight", Shape.of(2, 3), values, 0),
                                new Tensor("bias", Shape.of(2), values, 6)))
                .writeTo(out);
        int read = 0;
        for (int seed = 0; seed < CASES; seed++) {
            byte[] damaged = new Mutations(seed).of(out.toByteArray());
            try {
                Safetensors.read(new ByteArrayInputStream(damaged));
                read++;
            } catch (IOException e) {
                String message = String.valueOf(e.getMessage());
                assertEquals(1, message.lines().count(), message);
            } catch (RuntimeException e) {
                throw new AssertionError("seed " + seed, e);
            }
        }
        assertTrue(read > 0 && read < CASES, read + " were read");
    }
}
