package io.aligspark.job.shards;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShardAssignmentTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 6, 7, 8, 12, 13, 16, 31, 64})
    void rangesCoverAllShardsAndNoneIsLargerThanAnEqualCutNeeds(int shards) {
        for (int tasks = 1; tasks <= shards; tasks++) {
            int[] first = ShardAssignment.of(shards, tasks).first();
            assertEquals(tasks + 1, first.length);
            assertEquals(0, first[0]);
            assertEquals(shards, first[tasks]);
            for (int task = 0; task < tasks; task++) {
                int size = first[task + 1] - first[task];
                assertTrue(size >= 1 && size <= (shards + tasks - 1) / tasks, shards + " shards, " + tasks + " tasks");
            }
        }
    }

    @Test
    void isIdealWhereEveryTaskCanHaveOneSubtree() {
        for (int shards : new int[] {8, 13, 16, 20, 32}) {
            for (int tasks : new int[] {1, 2, 4, 8}) {
                assertEquals(1, ShardAssignment.of(shards, tasks).overIdeal(), 0, shards + " for " + tasks);
            }
        }
        // 0 | 1 2 | 3 4 with equal ranges, five sub-trees; the tree of 5 is ((0 1) (2 (3 4))).
        assertArrayEquals(new int[] {0, 2, 3, 5}, ShardAssignment.of(5, 3).first());
        assertEquals(1, ShardAssignment.of(5, 3).overIdeal(), 0);
    }

    @Test
    void countsTheVectorsOfTheBusiestTask() {
        // A third of 12 shards is 4, but the tree has sub-trees of 6 and 3: the middle task holds (4 5), 6 and 7.
        ShardAssignment thirds = ShardAssignment.of(12, 3);
        assertArrayEquals(new int[] {0, 4, 8, 12}, thirds.first());
        assertEquals(3, thirds.subtrees(1).size());
        assertEquals((3 + 1) / 2.0, thirds.overIdeal(), 0);
    }

    @Test
    void refusesMoreTasksThanShards() {
        assertEquals(
                "tasks must be in [1, 3 shards], but were 4",
                assertThrows(IllegalArgumentException.class, () -> ShardAssignment.of(3, 4))
                        .getMessage());
    }
}
