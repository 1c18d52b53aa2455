package io.aligspark.networks;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.aligspark.networks.KeyedRandom.Purpose;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class KeyedRandomTest {

    @Test
    void unitDrawsAgreeWithTheGoldenGenerator() {
        SplittableRandom keys = new SplittableRandom(1);
        SplittableRandom random = new SplittableRandom(keys.nextLong());
        assertArrayEquals(
                new double[] {0.36818951565166946, 0.9435642308648544, 0.04525699773739167},
                new double[] {KeyedRandom.unit(random), KeyedRandom.unit(random), KeyedRandom.unit(random)});
    }

    @Test
    void keysDependOnSeedPurposeAndTheOrderOfParts() {
        long key = KeyedRandom.key(1, Purpose.ORDER, 2, 3);
        assertEquals(key, KeyedRandom.key(1, Purpose.ORDER, 2, 3));
        assertNotEquals(key, KeyedRandom.key(2, Purpose.ORDER, 2, 3));
        assertNotEquals(key, KeyedRandom.key(1, Purpose.DROPOUT, 2, 3));
        assertNotEquals(key, KeyedRandom.key(1, Purpose.ORDER, 3, 2));
    }
}
