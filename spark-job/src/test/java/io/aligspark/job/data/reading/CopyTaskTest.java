package io.aligspark.job.data.reading;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.aligspark.job.data.ConfigDraft;
import io.aligspark.job.data.DataConfig;
import io.aligspark.job.data.DataFormat;
import io.aligspark.job.data.DataSource;
import io.aligspark.job.data.Packing;
import io.aligspark.job.data.Sample;
import io.aligspark.job.data.SampleSet;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CopyTaskTest {
    private static final int CHANNELS = 6;

    @Test
    void theAnswerIsTheRepeatedPatternAndTheMaskCoversIt() {
        Set<List<Integer>> kinds = new HashSet<>();
        for (int id = 0; id < 200; id++) {
            Sample sample = CopyTask.sequence(0, id);
            float[] seen = observation(sample);
            float[] target = sample.target();
            assertEquals(1, seen[4]);
            int length = 1;
            while (seen[(1 + length) * CHANNELS + 5] == 0) {
                length++;
            }
            int repeats = Math.round(10 * seen[(1 + length) * CHANNELS + 5]);
            kinds.add(List.of(length, repeats));
            int answers = 0;
            for (int step = 0; step < 9; step++) {
                boolean answering = step >= length + 2 && step <= length + 2 + length * repeats;
                assertEquals(answering ? 1 : 0, target[step * CHANNELS + 5], "mask of step " + step);
                boolean end = step == length + 2 + length * repeats;
                assertEquals(end ? 1 : 0, target[step * CHANNELS + 4], "end flag of step " + step);
                for (int bit = 0; bit < 4; bit++) {
                    float expected = answering && !end ? seen[(1 + (step - length - 2) % length) * CHANNELS + bit] : 0;
                    assertEquals(expected, target[step * CHANNELS + bit]);
                }
                answers += answering ? 1 : 0;
            }
            assertEquals(length * repeats + 1, answers);
        }
        assertEquals(Set.of(List.of(1, 1), List.of(1, 2), List.of(2, 1), List.of(2, 2)), kinds);
    }

    @Test
    void trainingAndTestDifferAndSplitsDoNotMatter() {
        ConfigDraft draft = draft();
        draft.test = new DataSource("50", "");
        DataConfig config = draft.build();
        List<Sample> train = sorted(SampleReader.read(DataTesting.spark(), config, config.train()));
        List<Sample> test = sorted(SampleReader.read(DataTesting.spark(), config, config.test()));
        assertEquals(100, train.size());
        assertEquals(50, test.size());
        for (int id = 0; id < 50; id++) {
            assertArrayEquals(CopyTask.sequence(0, id).features(), train.get(id).features());
            assertArrayEquals(CopyTask.sequence(1, id).target(), test.get(id).target());
        }
        assertNotEquals(
                train.subList(0, 50).stream()
                        .map(sample -> List.of(sample.features()))
                        .toList(),
                test.stream().map(sample -> List.of(sample.features())).toList());
    }

    @Test
    void badValuesAreNamed() {
        ConfigDraft draft = draft();
        draft.train = new DataSource("many", "");
        assertEquals("data.train.samples must be a number of sequences >= 1, but was \"many\"", message(draft));
        draft = draft();
        draft.shape = List.of(9, 5);
        assertEquals("data.shape must be [9, 6] (time, channels) for copy-task, but was [9, 5]", message(draft));
        draft = draft();
        draft.classes = 5;
        assertEquals("data.classes must be 0 for copy-task, but was 5", message(draft));
    }

    private static ConfigDraft draft() {
        ConfigDraft draft = new ConfigDraft();
        draft.format = DataFormat.COPY_TASK;
        draft.train = new DataSource("100", "");
        draft.shape = DataFormat.COPY_TASK_SHAPE;
        draft.classes = 0;
        return draft;
    }

    private static String message(ConfigDraft draft) {
        return assertThrows(IllegalArgumentException.class, draft::build).getMessage();
    }

    private static List<Sample> sorted(SampleSet set) {
        return set.samples().collect().stream()
                .sorted(Comparator.comparingLong(Sample::id))
                .toList();
    }

    private static float[] observation(Sample sample) {
        float[] values = new float[54];
        for (int i = 0; i < values.length; i++) {
            values[i] = Packing.getFloat(sample.features(), Float.BYTES * i);
        }
        return values;
    }
}
