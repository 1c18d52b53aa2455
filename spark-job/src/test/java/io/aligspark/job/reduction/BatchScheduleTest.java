package io.aligspark.job.reduction;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aligspark.job.shards.BatchSchedule;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BatchScheduleTest {

    @ParameterizedTest
    @CsvSource({"3441, 128, 32", "100, 128, 32", "1, 1, 1", "97, 10, 3", "64, 64, 100", "130, 128, 1"})
    void everyEpochTakesEverySampleOnce(int samples, int batchSize, int shardSize) {
        BatchSchedule schedule = new BatchSchedule(samples, batchSize, shardSize, 7);
        assertEquals(
                samples,
                IntStream.range(0, schedule.shards())
                        .map(schedule::shardSamples)
                        .sum());
        for (int epoch = 1; epoch <= 2; epoch++) {
            long first = (long) (epoch - 1) * schedule.stepsPerEpoch() + 1;
            for (int shard = 0; shard < schedule.shards(); shard++) {
                int[] order = schedule.order(epoch, shard);
                int[] taken = new int[0];
                for (long step = first; step < first + schedule.stepsPerEpoch(); step++) {
                    assertEquals(epoch, schedule.epoch(step));
                    int[] part = schedule.samplesAt(step, shard, order);
                    taken = IntStream.concat(Arrays.stream(taken), Arrays.stream(part))
                            .toArray();
                }
                Arrays.sort(taken);
                assertArrayEquals(
                        IntStream.range(0, schedule.shardSamples(shard)).toArray(), taken);
            }
        }
    }

    @Test
    void shardsOfABatchDifferByOneSampleAtMost() {
        BatchSchedule schedule = new BatchSchedule(1000, 100, 32, 7);
        assertEquals(4, schedule.shards());
        for (int shard = 0; shard < 4; shard++) {
            assertEquals(25, schedule.samplesAt(1, shard, schedule.order(1, shard)).length);
        }
    }

    @Test
    void theLastBatchIsShort() {
        BatchSchedule schedule = new BatchSchedule(45_000, 128, 32, 7);
        assertEquals(352, schedule.stepsPerEpoch());
        assertEquals(128, schedule.batchSizeAt(351));
        assertEquals(72, schedule.batchSizeAt(352));
        assertTrue(schedule.endsEpoch(704));
        assertFalse(schedule.endsEpoch(703));
    }

    @Test
    void orderIsKeyedBySeedEpochAndShard() {
        BatchSchedule schedule = new BatchSchedule(1000, 100, 50, 7);
        assertArrayEquals(schedule.order(1, 0), schedule.order(1, 0));
        assertFalse(Arrays.equals(schedule.order(1, 0), schedule.order(2, 0)));
        assertFalse(Arrays.equals(schedule.order(1, 0), schedule.order(1, 1)));
        assertFalse(Arrays.equals(schedule.order(1, 0), new BatchSchedule(1000, 100, 50, 8).order(1, 0)));
    }
}
