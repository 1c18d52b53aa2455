package io.aligspark.job.cli;

import io.aligspark.job.launch.Launch;
import io.aligspark.job.launch.PrintedNotes;
import io.aligspark.job.launch.TaskProgress;
import io.aligspark.job.predict.FilePrediction;
import io.aligspark.job.session.Cluster;
import io.aligspark.job.session.ModelEvaluation;
import io.aligspark.job.storage.HadoopFiles;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code alig predict}. */
@Command(
        name = "predict",
        description = "Writes what a trained model says about data: a row a sample.",
        mixinStandardHelpOptions = true)
final class PredictCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "RUN|MODEL", description = "The folder of a run, or of its model.")
    private String folder;

    @Parameters(index = "1..*", paramLabel = "KEY=VALUE", description = "Keys that override the run's configuration.")
    private List<String> overrides = new ArrayList<>();

    @Option(names = "--data", paramLabel = "PATH", required = true, description = "Samples in the run's format.")
    private String data;

    @Option(names = "--labels", paramLabel = "PATH", description = "Their labels, for IDX files.")
    private String labels = "";

    @Option(names = "--output", paramLabel = "PATH", required = true, description = "The folder that is written.")
    private String output;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description = "parquet, the default; csv, json, or another data source of Spark's.")
    private String format = "parquet";

    @Option(
            names = "--columns",
            paramLabel = "NAME",
            split = ",",
            description = "Tables: columns that are carried along; default: all but the features.")
    private List<String> columns = new ArrayList<>();

    @Option(names = "--probabilities", description = "Also the probabilities of all classes, as a list.")
    private boolean[] probabilities = {};

    @Option(names = "--top-k", paramLabel = "K", description = "Also the K most probable classes, as a list.")
    private int top;

    @Option(names = "--overwrite", description = "Replace predictions that are there.")
    private boolean[] overwrite = {};

    @Mixin
    private ClusterOptions cluster;

    @Override
    public Integer call() {
        if (top < 0) {
            throw new IllegalArgumentException("--top-k must be >= 1, but was " + top);
        }
        List<String> all = new ArrayList<>(overrides);
        all.add("data.root=");
        all.add("data.test.samples=" + data);
        all.add("data.test.labels=" + labels);
        ModelEvaluation model = ModelEvaluation.of(folder, all);
        FilePrediction prediction = new FilePrediction(model, columns, probabilities.length > 0, top);
        FilePrediction.Output table =
                new FilePrediction.Output(output, format.toLowerCase(Locale.ROOT), overwrite.length > 0);
        prediction.require(table);
        try (Launch launch = cluster.launch()) {
            Cluster running = launch.start(model.config());
            long start = System.nanoTime();
            TaskProgress progress =
                    TaskProgress.start(running.context(), "predicting", System.out, Terminal.isInteractive());
            long rows;
            try {
                rows = prediction.write(running, table, new PrintedNotes(System.out));
            } finally {
                progress.close();
            }
            double seconds = 1e-9 * (System.nanoTime() - start);
            System.out.printf(Locale.ROOT, "%,d rows in %.1f s, %,.0f a second%n", rows, seconds, rows / seconds);
            System.out.println("weights sha256 " + model.sha256());
            System.out.println("output  " + HadoopFiles.of(output).describe(""));
        }
        return 0;
    }
}
