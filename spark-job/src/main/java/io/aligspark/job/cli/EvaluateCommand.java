package io.aligspark.job.cli;

import io.aligspark.job.launch.Launch;
import io.aligspark.job.launch.PrintedNotes;
import io.aligspark.job.reduction.Evaluation;
import io.aligspark.job.session.Cluster;
import io.aligspark.job.session.ModelEvaluation;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code alig evaluate}. */
@Command(name = "evaluate", description = "Evaluates a trained model on data.", mixinStandardHelpOptions = true)
final class EvaluateCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "RUN|MODEL", description = "The folder of a run, or of its model.")
    private String folder;

    @Parameters(index = "1..*", paramLabel = "KEY=VALUE", description = "Keys that override the run's configuration.")
    private List<String> overrides = new ArrayList<>();

    @Option(
            names = "--data",
            paramLabel = "PATH",
            description = "Samples in the run's format; default: the run's test set.")
    private String data;

    @Option(names = "--labels", paramLabel = "PATH", description = "Their labels, for IDX files.")
    private String labels;

    @Mixin
    private ClusterOptions cluster;

    @Override
    public Integer call() {
        List<String> all = new ArrayList<>(overrides);
        if (data != null) {
            all.add("data.root=");
            all.add("data.test.samples=" + data);
            all.add("data.test.labels=" + (labels == null ? "" : labels));
        }
        ModelEvaluation model = ModelEvaluation.of(folder, all);
        try (Launch launch = cluster.launch()) {
            model.requireTestSet();
            Cluster running = launch.start(model.config());
            Evaluation evaluation = model.run(running, model.testSet(running), new PrintedNotes(System.out));
            System.out.println(evaluation.summary());
            System.out.println("weights sha256 " + model.sha256());
        }
        return 0;
    }
}
