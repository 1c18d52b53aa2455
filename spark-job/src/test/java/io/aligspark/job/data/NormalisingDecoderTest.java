package io.aligspark.job.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.aligspark.job.data.reading.DataTesting;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NormalisingDecoderTest {
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void bytesAreScaledAndNormalisedByChannel(long seed) {
        DataConfig config = images();
        SampleDecoder decoder = new NormalisingDecoder(config, ElementType.UINT8);
        byte[] sample = new byte[12];
        new Random(seed).nextBytes(sample);
        float[] out = new float[15];

        decoder.decode(sample, out, 2);

        float[] expected = new float[15];
        for (int i = 0; i < 12; i++) {
            expected[2 + i] = normalise(config, sample[i] & 0xff, i / 4);
        }
        assertArrayEquals(expected, out);
        assertEquals(12, decoder.sampleLength());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void floatsAreScaledAndNormalisedByChannel(long seed) {
        DataConfig config = images();
        SampleDecoder decoder = new NormalisingDecoder(config, ElementType.FLOAT32);
        Random random = new Random(seed);
        ByteBuffer sample = ByteBuffer.allocate(48).order(ByteOrder.LITTLE_ENDIAN);
        while (sample.hasRemaining()) {
            sample.putFloat((float) random.nextGaussian());
        }
        float[] out = new float[12];

        decoder.decode(sample.array(), out, 0);

        float[] expected = new float[12];
        for (int i = 0; i < 12; i++) {
            expected[i] = normalise(config, sample.getFloat(4 * i), i / 4);
        }
        assertArrayEquals(expected, out);
    }

    @Test
    void columnsCanHaveMeansAndDeviationsOfTheirOwn() {
        ConfigDraft draft = new ConfigDraft();
        draft.shape = List.of(3);
        draft.mean = List.of(1.0, 2.0, 3.0);
        draft.std = List.of(1.0, 10.0, 100.0);
        ByteBuffer block = ByteBuffer.allocate(12).order(ByteOrder.LITTLE_ENDIAN);
        block.putFloat(2).putFloat(12).putFloat(103);
        float[] out = new float[3];
        new NormalisingDecoder(draft.build(), ElementType.FLOAT32).decode(block.array(), out, 0);
        assertArrayEquals(new float[] {1, 1, 1}, out);
    }

    @Test
    void oneMeanAndStdServeAllChannels() {
        ConfigDraft draft = new ConfigDraft();
        draft.shape = List.of(2, 1, 1);
        draft.scale = 0.5;
        draft.mean = List.of(1.0);
        draft.std = List.of(2.0);
        float[] out = new float[2];
        new NormalisingDecoder(draft.build(), ElementType.UINT8).decode(new byte[] {10, (byte) 250}, out, 0);
        assertArrayEquals(new float[] {2, 62}, out);
    }

    @Test
    void decodesTheSameAfterItsJourneyToAnExecutor() throws IOException, ClassNotFoundException {
        SampleDecoder decoder = new NormalisingDecoder(images(), ElementType.UINT8);
        byte[] block = new byte[12];
        new Random(1).nextBytes(block);
        float[] here = new float[12];
        float[] there = new float[12];
        decoder.decode(block, here, 0);
        DataTesting.throughSerialization(decoder).decode(block, there, 0);
        assertArrayEquals(here, there);
    }

    @Test
    void otherLengthsAreRefused() {
        SampleDecoder decoder = new NormalisingDecoder(images(), ElementType.UINT8);
        float[] out = new float[12];
        assertThrows(IllegalArgumentException.class, () -> decoder.decode(new byte[11], out, 0));
        assertThrows(IllegalArgumentException.class, () -> decoder.decode(new byte[13], out, 0));
        assertThrows(IndexOutOfBoundsException.class, () -> decoder.decode(new byte[12], out, 1));
    }

    private static DataConfig images() {
        ConfigDraft draft = new ConfigDraft();
        draft.shape = List.of(3, 2, 2);
        draft.scale = 1 / 255.0;
        draft.mean = List.of(0.1, 0.2, 0.3);
        draft.std = List.of(0.5, 0.6, 0.7);
        return draft.build();
    }

    private static float normalise(DataConfig config, double x, int channel) {
        return (float) ((x * config.scale() - config.mean().get(channel))
                / config.std().get(channel));
    }
}
