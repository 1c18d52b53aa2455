package io.aligspark.job.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.aligspark.optimizer.Aprox;
import io.aligspark.optimizer.BpGrad;
import io.aligspark.optimizer.Dfw;
import io.aligspark.optimizer.L4;
import io.aligspark.optimizer.Momo;
import io.aligspark.optimizer.MomoAdam;
import io.aligspark.optimizer.Optimizer;
import io.aligspark.optimizer.Polyak;
import io.aligspark.optimizer.Sps;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which keys each optimizer takes, with values that no two of them share. */
class LossBasedSettingsTest {
    private static final List<String> VALUES = List.of(
            "max-learning-rate=0.7",
            "learning-rate=0.3",
            "momentum=0.6",
            "lower-bound=0.2",
            "weight-decay=0.01",
            "beta1=0.8",
            "beta2=0.99",
            "epsilon=1e-3",
            "aprox-decay=0.75",
            "l4-alpha=0.25",
            "momo-bias-correction=true",
            "momo-decay-first=true",
            "momo-online-lower-bound=true",
            "sps-c=0.4",
            "sps-growth=3",
            "sps-initial-step-size=0.9");

    @TempDir
    Path folder;

    @Test
    void everyOptimizerTakesItsKeys() throws IOException {
        assertEquals(new Aprox(0.7, 0.75, 0.2), optimizer("aprox", VALUES));
        assertEquals(new BpGrad(0.3, 0.6, 0.01), optimizer("bpgrad", VALUES));
        assertEquals(new Dfw(0.7, 0.6, 0.01, 1e-5), optimizer("dfw", VALUES));
        assertEquals(new L4(L4.Direction.ADAM, 0.25, 0.01), optimizer("l4-adam", VALUES));
        assertEquals(new L4(L4.Direction.MOMENTUM, 0.25, 0.01), optimizer("l4-mom", VALUES));
        assertEquals(new Momo(0.7, 0.6, true, 0.01, 0.2, true), optimizer("momo", VALUES));
        assertEquals(new MomoAdam(0.7, 0.8, 0.99, 1e-3, 0.01, true, 0.2, true), optimizer("momo-adam", VALUES));
        assertEquals(new Polyak(0.2), optimizer("polyak", VALUES));
        assertEquals(new Sps(0.4, 0.7, 3, 0.9, 1e-3, 0.2), optimizer("sps", VALUES));
    }

    @Test
    void defaultsAreThoseOfThePapers() throws IOException {
        for (String name : LossBasedSettings.NAMES) {
            assertEquals(name, optimizer(name, List.of()).name());
        }
        assertEquals(new L4(L4.Direction.ADAM, 0.15, 0), optimizer("l4-adam", List.of()));
        assertEquals(new Sps(0.5, 0.1, 2, 1, 1e-8, 0), optimizer("sps", List.of()));
        List<String> bounds = List.of("max-learning-rate=infinity", "sps-growth=infinity");
        double infinity = Double.POSITIVE_INFINITY;
        assertEquals(new Sps(0.5, infinity, infinity, 1, 1e-8, 0), optimizer("sps", bounds));
    }

    private Optimizer optimizer(String name, List<String> values) throws IOException {
        Path preset = folder.resolve("preset.conf");
        Files.writeString(preset, "data { train.samples = t.csv, shape = [64] }");
        List<String> overrides = new ArrayList<>(List.of("optimizer.name=" + name));
        values.forEach(value -> overrides.add("optimizer." + value));
        return RunConfig.of(Settings.load(preset.toString(), overrides)).optimizer();
    }
}
