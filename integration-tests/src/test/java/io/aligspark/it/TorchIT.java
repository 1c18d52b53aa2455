package io.aligspark.it;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aligspark.it.Command.Output;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The torch engine from its add-on jar learns: convolutions, batch-norm and dropout, in both precisions. */
class TorchIT {
    @TempDir
    Path folder;

    @Test
    void theAddOnIsFoundAndLearnsImages() {
        Output fp32 = Command.alig(folder, train()).run();
        assertTrue(fp32.percentage("test accuracy") > 80, fp32.out());
        assertTrue(fp32.out().contains("CPU, libtorch "), fp32.out());
    }

    @Test
    void alsoInSixteenBits() {
        Output bf16 = WarmDriver.of(SparkHome.SPARK_42)
                .alig(train("engine.precision=bf16", "output.dir=" + folder.resolve("runs")));
        assertTrue(bf16.percentage("test accuracy") > 80, bf16.out());
        assertTrue(bf16.out().contains(", bf16"), bf16.out());
    }

    private static String[] train(String... overrides) {
        List<String> arguments = new ArrayList<>(List.of(
                "train",
                Command.HOME + "/conf/quickstart.conf",
                "--master",
                "local[2]",
                "engine.name=torch",
                "model.name=wide-resnet",
                "model.depth=10",
                "model.widen=1",
                "model.dropout=0.1",
                "data.shape=[1, 8, 8]",
                "train.epochs=3",
                "train.batch-size=128"));
        arguments.addAll(List.of(overrides));
        return arguments.toArray(String[]::new);
    }
}
