package io.aligspark.it;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.aligspark.it.Command.Output;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A convolutional network on real images. */
class FashionMnistIT {
    @TempDir
    Path folder;

    @Test
    void lenetReachesItsAccuracyInThreeEpochs() {
        Path images =
                Command.SHARED.resolve("data/fashion-mnist").toAbsolutePath().normalize();
        assumeTrue(Files.isDirectory(images), "Fashion-MNIST is not shipped: no " + images);
        Output output = Command.alig(
                        folder, "train", Command.HOME + "/conf/lenet-fashion-mnist.conf", "data.root=" + images)
                .run();
        assertTrue(output.exitCode() == 0 && output.percentage("test accuracy") >= 87, output.out() + output.error());
    }
}
