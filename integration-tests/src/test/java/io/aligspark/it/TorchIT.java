package io.aligspark.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aligspark.it.Command.Output;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The torch engine from its add-on jar: executors find it, and the cluster is not in the result. */
class TorchIT {
    @TempDir
    Path folder;

    @Test
    void theSameWeightsOnAnyClusterByEitherReductionOnBothSparks() {
        Map<String, String> hashes = new LinkedHashMap<>();
        hashes.put("local[1]", train("local[1]").run().sha256());
        hashes.put("local[3]", train("local[3]").run().sha256());
        for (String reduction : List.of("driver", "peer")) {
            String master = "local-cluster[2,1,1024]";
            hashes.put(
                    master + " " + reduction,
                    train(master, "train.reduction=" + reduction).run().sha256());
        }
        hashes.put(
                "Spark 3.5",
                train("local-cluster[2,1,1024]").on(Command.SPARK_35).run().sha256());
        assertEquals(1, hashes.values().stream().distinct().count(), hashes::toString);
    }

    /** Convolutions, batch-norm and dropout; then what only torch computes in, and what it reads not. */
    @Test
    void quickstartLearnsImagesInBothPrecisions() {
        String[] wideResNet = {
            "model.name=wide-resnet",
            "model.depth=10",
            "model.widen=1",
            "model.dropout=0.1",
            "data.shape=[1, 8, 8]",
            "train.epochs=3"
        };
        Output fp32 = train("local[2]", wideResNet).run();
        assertTrue(fp32.percentage("test accuracy") > 80, fp32.out());
        assertTrue(fp32.out().contains("CPU, libtorch "), fp32.out());
        List<String> bf16 = new ArrayList<>(List.of(wideResNet));
        bf16.add("engine.precision=bf16");
        Output half = train("local[2]", bf16.toArray(String[]::new)).run();
        assertTrue(half.percentage("test accuracy") > 80, half.out());
        assertTrue(half.out().contains(", bf16"), half.out());
    }

    private Command train(String master, String... overrides) {
        List<String> arguments = new ArrayList<>(List.of(
                "train",
                Command.HOME + "/conf/quickstart.conf",
                "--master",
                master,
                "--overwrite",
                "engine.name=torch",
                "train.batch-size=128",
                "train.epochs=1"));
        arguments.addAll(List.of(overrides));
        return Command.alig(folder, arguments.toArray(String[]::new));
    }
}
