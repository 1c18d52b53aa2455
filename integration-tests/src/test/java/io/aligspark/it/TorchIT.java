package io.aligspark.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aligspark.it.Command.Output;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The torch engine from its add-on jar, which the scripts bring along; it learns in both precisions. */
class TorchIT {
    @TempDir
    Path folder;

    @Test
    void theAddOnIsFoundAndLearns() {
        Output output = Command.alig(folder, train()).run();
        assertTrue(output.percentage("test accuracy") > 80, output.out());
        assertTrue(output.out().contains("CPU, libtorch "), output.out());
    }

    /** Convolutions, batch-norm and dropout. */
    @ParameterizedTest
    @ValueSource(strings = {"fp32", "bf16"})
    void imagesInBothPrecisions(String precision) {
        Output output = WarmDriver.of(SparkHome.SPARK_42)
                .alig(train(
                        "engine.precision=" + precision,
                        "model.name=wide-resnet",
                        "model.depth=10",
                        "model.widen=1",
                        "model.dropout=0.1",
                        "data.shape=[1, 8, 8]",
                        "train.epochs=2"));
        assertTrue(output.percentage("test accuracy") > 75, output.out());
        assertEquals(precision.equals("bf16"), output.out().contains(", bf16"), output.out());
    }

    private String[] train(String... overrides) {
        List<String> arguments = new ArrayList<>(List.of(
                "train",
                Command.HOME + "/conf/quickstart.conf",
                "--master",
                "local[2]",
                "--overwrite",
                "output.dir=" + folder.resolve("runs"),
                "engine.name=torch",
                "train.epochs=2",
                "train.batch-size=128"));
        arguments.addAll(List.of(overrides));
        return arguments.toArray(String[]::new);
    }
}
