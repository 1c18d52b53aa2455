package io.aligspark.job.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aligspark.networks.TopKEntropy;
import io.aligspark.optimizer.Alig;
import io.aligspark.optimizer.AligPlus;
import io.aligspark.optimizer.ParameterGroup;
import io.aligspark.optimizer.ReachedLosses;
import io.aligspark.optimizer.Sls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every key and its default, and every mistake with its line: long, because it pins all of them in one list. */
class SettingsTest {
    @TempDir
    Path folder;

    private String preset;

    @BeforeEach
    void writePreset() throws IOException {
        preset = write("data { train.samples = t.csv, shape = [64] }\ntrain.epochs = 7\n");
    }

    @Test
    void everyKeyAndItsDefault() {
        String[] lines = Settings.load(preset, List.of()).render().split("\n");
        assertEquals(
                List.of(
                        "checkpoint.every-epochs = 1",
                        "checkpoint.keep = 3",
                        "data.augment.crop = centre",
                        "data.augment.flip = false",
                        "data.augment.pad = 0",
                        "data.classes = 10",
                        "data.csv.delimiter = \",\"",
                        "data.csv.exclude = []",
                        "data.csv.features = []",
                        "data.csv.header = false",
                        "data.csv.label-column = last",
                        "data.format = csv",
                        "data.images.exif-orientation = false",
                        "data.images.keep = encoded",
                        "data.images.resize = 0",
                        "data.label-values = []",
                        "data.libsvm.first-index = 1",
                        "data.max-bad-fraction = 0.01",
                        "data.mean = [0]",
                        "data.on-bad-record = stop",
                        "data.reshuffle = never",
                        "data.root = \"\"",
                        "data.scale = 1",
                        "data.shape = [64]",
                        "data.snli.vectors = \"\"",
                        "data.std = [1]",
                        "data.table.features = [\"features\"]",
                        "data.table.label = label",
                        "data.table.options = []",
                        "data.table.source = parquet",
                        "data.test.labels = \"\"",
                        "data.test.samples = null",
                        "data.train.labels = \"\"",
                        "data.train.samples = \"t.csv\"",
                        "data.validation-fraction = 0",
                        "data.validation-samples = 0",
                        "engine.device = auto",
                        "engine.name = dl4j",
                        "engine.precision = fp32",
                        "engine.threads = 1",
                        "exchange.port = 0",
                        "exchange.precision = fp32",
                        "exchange.timeout = 120",
                        "model.depth = 16",
                        "model.dnc.clip = 20",
                        "model.dnc.controller = 64",
                        "model.dnc.read-heads = 4",
                        "model.dnc.slot-width = 16",
                        "model.dnc.slots = 16",
                        "model.dropout = 0",
                        "model.growth = 40",
                        "model.hidden = [128,128]",
                        "model.json = null",
                        "model.layers = []",
                        "model.loss = cross-entropy",
                        "model.loss-form = definition",
                        "model.loss-k = 5",
                        "model.name = mlp",
                        "model.path = null",
                        "model.sentence-pair.hidden = 2048",
                        "model.sentence-pair.padding = participates",
                        "model.sentence-pair.width = 512",
                        "model.weights = null",
                        "model.weights-ignore = []",
                        "model.widen = 4",
                        "optimizer.adagrad.epsilon = 1.0E-10",
                        "optimizer.adagrad.initial-accumulator = 0",
                        "optimizer.adam-form = a",
                        "optimizer.aprox-decay = 0.6",
                        "optimizer.beta1 = 0.9",
                        "optimizer.beta2 = 0.999",
                        "optimizer.clip-norm = infinity",
                        "optimizer.delta = 1.0E-5",
                        "optimizer.epsilon = 1.0E-8",
                        "optimizer.groups = []",
                        "optimizer.l4-alpha = 0.15",
                        "optimizer.learning-rate = 0.01",
                        "optimizer.line-search.growth-factor = 2",
                        "optimizer.line-search.initial-step-size = 1",
                        "optimizer.line-search.shrink-factor = 0.9",
                        "optimizer.line-search.sufficient-decrease = 0.1",
                        "optimizer.lower-bound = 0",
                        "optimizer.max-learning-rate = 0.1",
                        "optimizer.momentum = 0.9",
                        "optimizer.momentum-kind = standard",
                        "optimizer.momo-bias-correction = false",
                        "optimizer.momo-decay-first = false",
                        "optimizer.momo-online-lower-bound = false",
                        "optimizer.name = alig",
                        "optimizer.nesterov = true",
                        "optimizer.projection-radius = infinity",
                        "optimizer.reached-losses = last-visit",
                        "optimizer.rmsprop.decay = 0.99",
                        "optimizer.rmsprop.epsilon = 1.0E-8",
                        "optimizer.rmsprop.epsilon-inside-root = false",
                        "optimizer.rmsprop.initial-accumulator = 0",
                        "optimizer.schedule.epoch-decay = 1",
                        "optimizer.schedule.milestone-factor = 0.1",
                        "optimizer.schedule.milestones = []",
                        "optimizer.schedule.plateau-factor = 1",
                        "optimizer.sps-c = 0.5",
                        "optimizer.sps-growth = 2",
                        "optimizer.sps-initial-step-size = 1",
                        "optimizer.target-updates = 5",
                        "optimizer.weight-decay = 0",
                        "output.dir = runs",
                        "output.run = null",
                        "train.batch-size = 128",
                        "train.epochs = 7",
                        "train.max-restarts = 3",
                        "train.patience = 0",
                        "train.reduction = auto",
                        "train.seed = 1",
                        "train.shard-size = 32",
                        "train.top-k = 1"),
                List.of(lines));
    }

    @Test
    void theCommandLineOverridesThePresetAndLaterWins() {
        Settings settings = Settings.load(preset, List.of("train.epochs=8", "train.epochs=9", "output.dir=/a b:c"));
        assertEquals(9, settings.integer("train.epochs"));
        assertEquals("/a b:c", settings.text("output.dir"));
    }

    @Test
    void originsAreShown() {
        String text = Settings.load(preset, List.of("train.seed=5")).renderWithOrigins();
        assertTrue(text.matches("(?s).*train.epochs = 7 +# " + preset + ":2\n.*"), text);
        assertTrue(text.matches("(?s).*train.seed = 5 +# command line.*"), text);
        assertTrue(text.matches("(?s).*train.batch-size = 128 +# default\n.*"), text);
    }

    @Test
    void anUnknownKeyNamesItsPlaceAndTheNearestKey() throws IOException {
        assertEquals(
                "command line: unknown key train.epoch; did you mean train.epochs?", message(preset, "train.epoch=3"));
        String typo = write("train.epochs = 3\noptimizer { max-learning-rat = 0.1 }\n");
        assertEquals(
                typo + ":2: unknown key optimizer.max-learning-rat; did you mean optimizer.max-learning-rate?",
                message(typo));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "train.epochs=ten | train.epochs must be a whole number, but was ten (command line)",
                "train.max-restarts=-1 | train.max-restarts must be >= 0, but was -1",
                "exchange.timeout=0 | exchange.timeout must be >= 1, but was 0",
                "exchange.precision=fp16 | exchange.precision must be one of [fp32, bf16], but was fp16 (command line)",
                "exchange.port=70000 | exchange.port must be in [0, 65535], but was 70000",
                "train.epochs=1.5 | train.epochs must be a whole number, but was 1.5 (command line)",
                "train.epochs=99999999999 | train.epochs must be from -2147483648 to 2147483647, but was 99999999999 (command line)",
                "train.seed=99999999999999999999 | train.seed must be from -9223372036854775808 to 9223372036854775807, but was 99999999999999999999 (command line)",
                "train.seed=1e-1 | train.seed must be a whole number, but was 0.1 (command line)",
                "model.hidden=[3.5] | model.hidden must be a list of whole numbers, but was [3.5] (command line)",
                "train.epochs=0 | train.epochs must be >= 1, but was 0",
                "train.batch-size=0 | train.batch-size must be >= 1, but was 0",
                "train.shard-size=-1 | train.shard-size must be >= 1, but was -1",
                "optimizer.max-learning-rate=0 | optimizer.max-learning-rate must be > 0, but was 0.0",
                "optimizer.max-learning-rate=NaN | optimizer.max-learning-rate must be > 0, but was NaN",
                "optimizer.momentum=1 | optimizer.momentum must be in [0, 1), but was 1.0",
                "optimizer.name=algi | optimizer.name must be one of [adagrad, adam, adamw, alig, alig-plus, amsgrad, aprox, bpgrad, dfw, l4-adam, l4-mom, momo, momo-adam, polyak, rmsprop, sgd, sls, sps, yogi], but was algi (command line)",
                "model.name=mpl | model.name must be one of [softmax-regression, mlp, lenet, wide-resnet, densenet, resnet-18, sentence-pair, dnc, layers, dl4j], but was mpl",
                "model.loss=hinges | model.loss must be one of [cross-entropy, hinge, smoothed-hinge, top-k-entropy, squared, absolute, sigmoid-cross-entropy], but was hinges",
                "model.loss=squared | model.loss = squared is on values and expects data.classes = 0, but found 10",
                "data.classes=0 | model.loss = cross-entropy expects data.classes >= 2, but found 0",
                "model.loss-form=codes | model.loss-form must be one of [definition, code], but was codes (command line)",
                "optimizer.momentum-kind=heavy | optimizer.momentum-kind must be one of [standard, adjusted], but was heavy (command line)",
                "data.train.samples=null | data.train.samples must be set: give it in the preset or as data.train.samples=...",
            })
    void badValuesAreNamed(String override, String expected) {
        String actual = assertThrows(
                        IllegalArgumentException.class, () -> RunConfig.of(Settings.load(preset, List.of(override))))
                .getMessage();
        assertEquals(expected, actual);
    }

    @Test
    void theTopKEntropyTakesItsKeysAndFitsTheClasses() {
        List<String> overrides = List.of("model.loss=top-k-entropy", "model.loss-k=3", "model.loss-form=code");
        assertEquals(
                new TopKEntropy(3, TopKEntropy.Form.CODE),
                RunConfig.of(Settings.load(preset, overrides)).loss());
        for (int k : new int[] {0, 10, 12}) {
            assertEquals(
                    "model.loss-k must be in [1, classes - 1 = 9], but was " + k,
                    message(preset, "model.loss=top-k-entropy", "model.loss-k=" + k));
        }
        // The default of 5 does not get in the way of other losses on few classes.
        RunConfig.of(Settings.load(preset, List.of("data.classes=2")));
    }

    @Test
    void theImageNetworksTakeTheirKeys() {
        List<String> denseNet =
                List.of("model.name=densenet", "model.depth=22", "model.growth=8", "data.shape=[3,32,32]");
        assertEquals(
                32_596,
                RunConfig.of(Settings.load(preset, denseNet))
                        .network()
                        .parameters()
                        .length());
        List<String> resNet = List.of("model.name=resnet-18", "data.classes=1000", "data.shape=[3,224,224]");
        assertEquals(
                11_689_512,
                RunConfig.of(Settings.load(preset, resNet))
                        .network()
                        .parameters()
                        .length());
    }

    @Test
    void infinityIsANumber() {
        RunConfig config = RunConfig.of(Settings.load(preset, List.of("optimizer.max-learning-rate=infinity")));
        assertEquals(Double.POSITIVE_INFINITY, ((Alig) config.optimizer()).maxLearningRate());
    }

    @Test
    void theLineSearchTakesItsKeys() {
        List<String> overrides = List.of(
                "optimizer.name=sls",
                "optimizer.line-search.sufficient-decrease=0.5",
                "optimizer.line-search.shrink-factor=0.7",
                "optimizer.line-search.growth-factor=1",
                "optimizer.line-search.initial-step-size=3");
        assertEquals(
                new Sls(0.5, 0.7, 1, 3),
                RunConfig.of(Settings.load(preset, overrides)).optimizer());
    }

    @Test
    void samplesTargetsTakeTheirKeysAndFitTheEpochs() {
        List<String> overrides = List.of(
                "optimizer.name=alig-plus",
                "optimizer.max-learning-rate=infinity",
                "optimizer.momentum=0.5",
                "optimizer.weight-decay=1e-4",
                "optimizer.reached-losses=best-epoch");
        assertEquals(
                new AligPlus(Double.POSITIVE_INFINITY, 0.5, 1e-4, 5, 7, ReachedLosses.BEST_EPOCH),
                RunConfig.of(Settings.load(preset, overrides)).optimizer());
        assertEquals(
                "optimizer.target-updates must be from 1 to train.epochs = 4, but was 5",
                message(preset, "optimizer.name=alig-plus", "train.epochs=4"));
        assertEquals(
                "optimizer.target-updates must be from 1 to train.epochs = 7, but was 0",
                message(preset, "optimizer.name=alig-plus", "optimizer.target-updates=0"));
    }

    @Test
    void groupsAreTensorsByName() {
        String groups = "optimizer.groups=[{ tensors = \".*bias\", max-learning-rate = 0.5 }]";
        Alig alig = (Alig) RunConfig.of(Settings.load(preset, List.of(groups))).optimizer();
        ParameterGroup group = alig.groups().get(0);
        assertEquals(0.5, group.maxLearningRate());
        assertEquals(0.9, group.momentum());
        assertEquals(
                List.of(
                        new ParameterGroup.Range(64 * 128, 64 * 128 + 128),
                        new ParameterGroup.Range(65 * 128 + 128 * 128, 65 * 128 + 129 * 128),
                        new ParameterGroup.Range(65 * 128 + 129 * 128 + 1280, 65 * 128 + 129 * 128 + 1290)),
                group.ranges());
        assertTrue(message(preset, "optimizer.groups=[{ tensor = x }]")
                .contains("optimizer.groups: unknown key tensor; there are"));
        assertTrue(message(preset, "optimizer.groups=[{ tensors = conv }]")
                .startsWith("optimizer.groups: no tensor matches \"conv\"; there are [fc1.weight,"));
    }

    @Test
    void aRenderedConfigurationReadsBackAsItself() throws IOException {
        String groups = "optimizer.groups=[{ tensors = \".*bias\", momentum = 0 }, { tensors = \"fc1.*\" }]";
        Settings settings = Settings.load(preset, List.of(groups, "data.label-values=[\"a b\", \"0\"]"));
        String again = write(settings.render());
        assertEquals(settings.values(), Settings.load(again, List.of()).values());
    }

    @Test
    void aMissingOrBrokenFileIsNamed() throws IOException {
        assertEquals(
                "the configuration " + folder + "/none.conf does not exist; presets lie in conf/",
                message(folder + "/none.conf"));
        assertTrue(message(write("train { epochs = ")).contains("preset.conf"));
    }

    /** As where HDFS is the default, or a cluster's driver has the file in its working directory. */
    @Test
    void aFileOfThisMachineNeedsNoSchemeWhateverTheDefaultFileSystem() {
        System.setProperty("spark.hadoop.fs.defaultFS", "hdfs://127.0.0.1:1");
        try {
            assertEquals(5, Settings.load(preset, List.of("train.epochs=5")).integer("train.epochs"));
        } finally {
            System.clearProperty("spark.hadoop.fs.defaultFS");
        }
    }

    @Test
    void aResumedRunKeepsWhatDecidesItsTrajectory() {
        assertEquals(30, Settings.resumed(preset, List.of("train.epochs=30")).integer("train.epochs"));
        assertEquals(
                "train.seed cannot change when a run continues: it was 1, now 2",
                assertThrows(IllegalArgumentException.class, () -> Settings.resumed(preset, List.of("train.seed=2")))
                        .getMessage());
    }

    @Test
    void sixteenBitsDoNotGoThroughTheDriverAndStayForTheWholeRun() {
        assertEquals(
                "exchange.precision = bf16 expects train.reduction = peer or auto, but found driver",
                message(preset, "exchange.precision=bf16", "train.reduction=driver"));
        assertEquals(
                "exchange.precision cannot change when a run continues: it was fp32, now bf16",
                assertThrows(
                                IllegalArgumentException.class,
                                () -> Settings.resumed(preset, List.of("exchange.precision=bf16")))
                        .getMessage());
        List<String> others = List.of("exchange.timeout=9", "exchange.port=4000");
        assertEquals(9, Settings.resumed(preset, others).integer("exchange.timeout"));
    }

    private static String message(String file, String... overrides) {
        return assertThrows(IllegalArgumentException.class, () -> RunConfig.of(Settings.load(file, List.of(overrides))))
                .getMessage();
    }

    private String write(String text) throws IOException {
        return Files.writeString(folder.resolve("preset.conf"), text).toString();
    }
}
