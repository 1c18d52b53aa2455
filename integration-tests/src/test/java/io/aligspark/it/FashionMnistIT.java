package io.aligspark.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.aligspark.it.Command.Output;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A convolutional network on real images. */
class FashionMnistIT {
    @TempDir
    Path folder;

    @Test
    void lenetLearnsInAnEpoch() {
        assertTrue(accuracy(1) >= 84);
    }

    @Test
    @Tag("exhaustive")
    void lenetReachesItsAccuracyInThree() {
        assertTrue(accuracy(3) >= 87);
    }

    private double accuracy(int epochs) {
        Path images =
                Command.SHARED.resolve("data/fashion-mnist").toAbsolutePath().normalize();
        assumeTrue(Files.isDirectory(images), "Fashion-MNIST is not shipped: no " + images);
        Output output = WarmDriver.of(SparkHome.SPARK_42)
                .alig(
                        "train",
                        Command.HOME + "/conf/lenet-fashion-mnist.conf",
                        "--master",
                        "local[2]",
                        "data.root=" + images,
                        "output.dir=" + folder.resolve("runs"),
                        "train.epochs=" + epochs);
        assertEquals(0, output.exitCode(), output::error);
        return output.percentage("test accuracy");
    }
}
