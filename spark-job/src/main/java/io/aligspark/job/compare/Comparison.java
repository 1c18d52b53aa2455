package io.aligspark.job.compare;

import io.aligspark.job.config.Candidate;
import io.aligspark.job.config.MaxLearningRate;
import io.aligspark.job.config.RunConfig;
import io.aligspark.job.config.Settings;
import io.aligspark.job.launch.Launch;
import io.aligspark.job.reduction.TrainingFault;
import io.aligspark.job.report.ComparedRun;
import io.aligspark.job.report.ComparisonReport;
import io.aligspark.job.report.ComparisonTables;
import io.aligspark.job.report.RunHistory;
import io.aligspark.job.session.Cluster;
import io.aligspark.job.session.FolderStore;
import io.aligspark.job.session.Samples;
import io.aligspark.job.session.TrainingSession;
import io.aligspark.job.storage.HadoopFiles;
import io.aligspark.job.storage.RunFolder;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;

/** Trains every candidate of a comparison, several at a time where the cluster has room, and ranks them. Driver. */
public final class Comparison {
    /** One row a run. */
    public static final String RESULTS = "results.csv";
    /** The tables, for people. */
    public static final String TABLES = "results.md";

    private final Launch launch;
    private Cluster cluster;
    private final PrintStream out;
    private final List<Candidate> candidates;
    private final String folder;
    private final HadoopFiles files;
    private final ComparisonReport report;

    /**
     * A comparison on that cluster.
     *
     * @param out tells people
     * @param folder of the comparison; each run has its own in it
     * @param report its page
     */
    public Comparison(
            Launch launch, PrintStream out, List<Candidate> candidates, String folder, ComparisonReport report) {
        this.launch = launch;
        this.out = out;
        this.candidates = List.copyOf(candidates);
        this.folder = folder;
        this.files = HadoopFiles.of(folder);
        this.report = report;
    }

    /**
     * Trains what has not ended before; results of an interrupted comparison are kept.
     *
     * @param parallel runs at a time; if empty, as many as have a task slot for each of their shards
     * @param overwrite whether runs of the same names but other settings are replaced
     * @param terminal whether a bar can be drawn
     * @throws IllegalArgumentException if the folder is that of a run, runs would be replaced that are not to be, or a run cannot be trained
     */
    public void run(OptionalInt parallel, boolean overwrite, boolean terminal) {
        if (files.isFile(RunFolder.CONFIG)) {
            throw new IllegalArgumentException("the folder of the comparison, " + files.describe("")
                    + ", is that of a run: rename the comparison, or choose another place with output.dir=...");
        }
        Map<Candidate, ComparedRun> ended = new HashMap<>();
        List<Candidate> open = new ArrayList<>();
        for (Candidate candidate : candidates) {
            HadoopFiles place = files.in(candidate.run());
            if (isSame(candidate, place) && hasEnded(place)) {
                ended.put(candidate, new ComparedRun(candidate, RunHistory.read(place)));
            } else {
                open.add(candidate);
            }
        }
        requireNoneReplaced(open, overwrite);
        if (!open.isEmpty()) {
            cluster = launch.start(RunConfig.of(open.get(0).settings()));
        }
        out.println(candidates.size() + " runs, " + ended.size() + " of them ended before");
        double epochs = open.stream()
                .mapToInt(candidate -> candidate.settings().integer("train.epochs"))
                .sum();
        try (GridProgress progress = new GridProgress(out, terminal && !open.isEmpty(), candidates, epochs)) {
            inOrder(ended).forEach(progress::ended);
            train(open, parallel, ended, progress);
        }
        List<ComparedRun> all = inOrder(ended);
        writeTables(all);
        report.write(all);
        out.println();
        out.print(ComparisonTables.markdown(all));
    }

    private static boolean isSame(Candidate candidate, HadoopFiles folder) {
        return folder.isFile(RunFolder.CONFIG)
                && folder.isFile(RunFolder.METRICS)
                && written(folder).equals(settings(candidate, folder).render());
    }

    /** The configuration of a run, with the defaults of keys that an earlier version did not have. */
    private static String written(HadoopFiles folder) {
        try {
            return Settings.load(folder.describe(RunFolder.CONFIG), List.of()).render();
        } catch (IllegalArgumentException e) {
            // It has a key that there is no more.
            return "";
        }
    }

    private void requireNoneReplaced(List<Candidate> open, boolean overwrite) {
        List<String> others = open.stream()
                .filter(candidate -> files.in(candidate.run()).isFile(RunFolder.CONFIG)
                        && !isSame(candidate, files.in(candidate.run())))
                .map(Candidate::run)
                .toList();
        if (!others.isEmpty() && !overwrite) {
            throw new IllegalArgumentException(files.describe("") + " holds runs of these names with other settings: "
                    + String.join(", ", others)
                    + ": train them again with --overwrite, or choose another place with output.dir=...");
        }
    }

    private static Settings settings(Candidate candidate, HadoopFiles folder) {
        return folder.isFile(RunFolder.CONFIG)
                ? MaxLearningRate.asFound(candidate.settings(), folder.readText(RunFolder.CONFIG))
                : candidate.settings();
    }

    private static boolean hasEnded(HadoopFiles place) {
        return place.in("model").isFile(RunFolder.CONFIG)
                || RunHistory.read(place).diverged();
    }

    private void train(
            List<Candidate> open, OptionalInt parallel, Map<Candidate, ComparedRun> ended, GridProgress progress) {
        if (open.isEmpty()) {
            return;
        }
        // With a number of runs each takes one permit, else a permit stands for a task slot.
        int permits = parallel.orElseGet(cluster::slots);
        Semaphore free = new Semaphore(permits, true);
        ExecutorService threads = Executors.newFixedThreadPool(Math.min(permits, open.size()));
        try {
            ExecutorCompletionService<ComparedRun> service = new ExecutorCompletionService<>(threads);
            for (Candidate candidate : open) {
                int needed = parallel.isPresent() ? 1 : Math.min(permits, shards(candidate));
                service.submit(() -> {
                    free.acquire(needed);
                    try {
                        return train(candidate, progress);
                    } finally {
                        free.release(needed);
                    }
                });
            }
            for (int i = 0; i < open.size(); i++) {
                ComparedRun run = service.take().get();
                ended.put(run.candidate(), run);
                progress.ended(run);
                writeTables(inOrder(ended));
                report.refresh(inOrder(ended));
            }
        } catch (ExecutionException e) {
            throw unchecked(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("the comparison was interrupted", e);
        } finally {
            threads.shutdownNow();
        }
    }

    private static int shards(Candidate candidate) {
        RunConfig.Train train = RunConfig.of(candidate.settings()).train();
        return (train.batchSize() + train.shardSize() - 1) / train.shardSize();
    }

    private ComparedRun train(Candidate candidate, GridProgress progress) {
        HadoopFiles place = files.in(candidate.run());
        boolean resume =
                isSame(candidate, place) && !place.in("checkpoints").list().isEmpty();
        String path = folder + "/" + candidate.run();
        try (RunFolder run = resume ? RunFolder.existing(path) : RunFolder.forNewRun(path, true)) {
            Settings settings = resume ? settings(candidate, place) : candidate.settings();
            TrainingSession session =
                    new TrainingSession(settings, new FolderStore(run, resume), progress.of(candidate));
            launch.requireLasting(settings, run);
            session.train(cluster, Samples.inFiles(session.config().data()).apply(cluster.context()), false);
        } catch (TrainingFault | ArithmeticException e) {
            // A result like others; the metrics have it.
            progress.print("  " + candidate.run() + ": " + e.getMessage());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(candidate.run() + ": " + e.getMessage(), e);
        }
        return new ComparedRun(candidate, RunHistory.read(place));
    }

    private static RuntimeException unchecked(Throwable cause) {
        if (cause instanceof Error error) {
            throw error;
        }
        // Spark throws checked exceptions without declaring them.
        return cause instanceof RuntimeException exception ? exception : new IllegalStateException(cause);
    }

    private void writeTables(List<ComparedRun> runs) {
        writeText(RESULTS, ComparisonTables.csv(runs));
        writeText(TABLES, ComparisonTables.markdown(runs));
    }

    /** In the order of the comparison, not of time. */
    private List<ComparedRun> inOrder(Map<Candidate, ComparedRun> ended) {
        return candidates.stream().map(ended::get).filter(Objects::nonNull).toList();
    }

    private void writeText(String name, String text) {
        files.writeAtomically(name, stream -> stream.write(text.getBytes(StandardCharsets.UTF_8)));
    }
}
