package io.aligspark.job.cli;

import io.aligspark.job.config.MaxLearningRate;
import io.aligspark.job.config.Settings;
import io.aligspark.job.launch.Launch;
import io.aligspark.job.launch.RunProgress;
import io.aligspark.job.report.RunHistory;
import io.aligspark.job.report.RunReport;
import io.aligspark.job.session.Cluster;
import io.aligspark.job.session.FolderStore;
import io.aligspark.job.session.Samples;
import io.aligspark.job.session.TrainingSession;
import io.aligspark.job.storage.HadoopFiles;
import io.aligspark.job.storage.RunFolder;
import io.aligspark.job.submit.Words;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code alig train}. */
@Command(name = "train", description = "Trains a network, or continues a run.", mixinStandardHelpOptions = true)
final class TrainCommand implements Callable<Integer> {
    @Parameters(
            arity = "0..*",
            paramLabel = "CONFIG|KEY=VALUE",
            description = "A configuration (conf/quickstart.conf), and keys that override it.")
    private List<String> arguments = new ArrayList<>();

    @Option(names = "--resume", paramLabel = "RUN", description = "Continue the run in this folder.")
    private String resume;

    @Option(
            names = "--continue",
            description =
                    "Start the run if there is none, continue it if there is, and do nothing if it has finished: for"
                            + " what starts a command again and again.")
    private boolean[] goesOn = {};

    @Option(names = "--overwrite", description = "Replace the output folder if it exists.")
    private boolean[] overwrite = {};

    @Mixin
    private ClusterOptions cluster;

    @Override
    public Integer call() throws Exception {
        Map<Boolean, List<String>> kinds = arguments.stream().collect(Collectors.partitioningBy(Words::isPath));
        List<String> configs = kinds.get(true);
        List<String> overrides = kinds.get(false);
        if (configs.size() != (resume == null ? 1 : 0)) {
            throw new IllegalArgumentException(
                    "give either one configuration (alig train conf/quickstart.conf key=value ...) or --resume RUN,"
                            + " but was given " + arguments);
        }
        if (goesOn.length > 0 && (resume != null || overwrite.length > 0)) {
            throw new IllegalArgumentException(
                    "--continue goes with a configuration, and without --resume and --overwrite");
        }
        Start start = resume == null ? start(configs.get(0), overrides) : resumed(resume, overrides);
        if (goesOn.length > 0 && start.resume && hasFinished(start)) {
            System.out.println("the run has finished: " + start.folder.describe());
            start.folder.close();
            return 0;
        }
        try (RunFolder folder = start.folder) {
            return Interruption.during(() -> train(start), () -> stopped(folder));
        }
    }

    private int train(Start start) {
        RunFolder folder = start.folder;
        try (Launch launch = cluster.launch()) {
            TrainingSession session = new TrainingSession(
                    start.settings,
                    new FolderStore(folder, start.resume),
                    new RunProgress(System.out, Terminal.isInteractive()));
            launch.requireLasting(start.settings, folder);
            Cluster running = launch.start(session.config());
            Samples samples = Samples.inFiles(session.config().data()).apply(running.context());
            TrainingSession.Result result = session.train(running, samples, true);
            result.test().ifPresent(test -> System.out.println("test " + test.summary()));
            System.out.println("weights sha256 " + result.sha256());
            System.out.println("model   " + folder.model().describe(""));
            System.out.println("metrics " + folder.files().describe(RunFolder.METRICS));
            System.out.println("report  " + folder.files().describe(RunReport.NAME));
            System.out.println("config  " + folder.files().describe(RunFolder.CONFIG));
        } finally {
            SparkLog.moveTo(folder.files()).ifPresent(log -> System.out.println("log     " + log));
        }
        return 0;
    }

    /** What there is of an interrupted run. */
    private static String stopped(RunFolder folder) {
        boolean saved = !folder.checkpoints().list().isEmpty();
        int epochs = saved ? RunHistory.read(folder.files()).epochs().size() : 0;
        folder.close();
        return saved
                ? "stopped after epoch " + epochs + "; continue with: alig train --resume " + folder.describe()
                : "stopped before the first checkpoint; start it again, with --overwrite if its folder is there";
    }

    /** What is trained, where, and whether it goes on. */
    private record Start(Settings settings, RunFolder folder, boolean resume) {}

    /** A new run; or that of an earlier attempt of this application, which the cluster has started again. */
    private Start start(String config, List<String> overrides) {
        Settings settings = Settings.load(config, overrides);
        String run = settings.has("output.run") ? settings.text("output.run") : baseName(config);
        String path = settings.text("output.dir") + "/" + run;
        Optional<String> application = Yarn.application();
        if (application.isPresent() && RunFolder.isOf(application.get(), path)) {
            System.out.println("an earlier attempt of " + application.get() + " started this run");
            Start earlier = resumed(path, List.of());
            return new Start(earlier.settings, earlier.folder.startedBy(application.get()), true);
        }
        if (goesOn.length > 0 && RunFolder.isRun(path)) {
            return continued(settings, RunFolder.existing(path));
        }
        RunFolder folder = RunFolder.forNewRun(path, overwrite.length > 0);
        return new Start(settings, application.map(folder::startedBy).orElse(folder), false);
    }

    /** The run that is there, with what its configuration says now. */
    private static Start continued(Settings wanted, RunFolder folder) {
        try {
            String config = folder.files().describe(RunFolder.CONFIG);
            Settings settings = MaxLearningRate.asFound(wanted, folder.files().readText(RunFolder.CONFIG))
                    .requireContinues(Settings.load(config, List.of()));
            return new Start(settings, folder, true);
        } catch (IllegalArgumentException e) {
            folder.close();
            throw e;
        }
    }

    /** Whether a run has a model of as many epochs as it is to have. */
    private static boolean hasFinished(Start start) {
        HadoopFiles model = start.folder.model();
        return model.isFile(RunFolder.CONFIG)
                && Settings.load(model.describe(RunFolder.CONFIG), List.of()).integer("train.epochs")
                        >= start.settings.integer("train.epochs");
    }

    private static Start resumed(String run, List<String> overrides) {
        RunFolder folder = RunFolder.existing(run);
        try {
            return new Start(Settings.resumed(folder.files().describe(RunFolder.CONFIG), overrides), folder, true);
        } catch (IllegalArgumentException e) {
            folder.close();
            throw e;
        }
    }

    static String baseName(String path) {
        String name = path.substring(path.lastIndexOf('/') + 1);
        return name.endsWith(".conf") ? name.substring(0, name.length() - ".conf".length()) : name;
    }
}
