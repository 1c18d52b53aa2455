package io.aligspark.job.report;

import io.aligspark.job.storage.HadoopFiles;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** The page of a comparison. Driver. */
public final class ComparisonReport {
    /** Name of the file in the comparison's folder. */
    public static final String NAME = Page.NAME;

    private final Page page;
    private final String title;
    private final String command;
    private final int planned;

    /**
     * Of a comparison.
     *
     * @param folder of the comparison, with the folders of its runs
     * @param title its name
     * @param command that made it
     * @param planned runs in total
     */
    public ComparisonReport(HadoopFiles folder, String title, String command, int planned) {
        this.page = new Page(folder);
        this.title = title;
        this.command = command;
        this.planned = planned;
    }

    /** A run, for its link. */
    private record Run(String name, long seed, String fault) {}

    /** A setting over its seeds; curves are means per epoch. */
    private record Setting(
            String method,
            String setting,
            boolean best,
            boolean alig,
            Statistic loss,
            Statistic validationLoss,
            Statistic validationAccuracy,
            Statistic testLoss,
            Statistic testAccuracy,
            double seconds,
            long diverged,
            List<Double> losses,
            List<Double> stepSizes,
            List<Double> clippedShares,
            List<Run> runs) {

        static Setting of(SettingResult result, boolean best) {
            return new Setting(
                    result.method(),
                    result.setting(),
                    best,
                    result.runs()
                            .get(0)
                            .candidate()
                            .settings()
                            .text("optimizer.name")
                            .equals("alig"),
                    result.loss(),
                    result.validationLoss(),
                    result.validationAccuracy(),
                    result.testLoss(),
                    result.testAccuracy(),
                    result.seconds(),
                    result.diverged(),
                    result.perEpoch(RunHistory.Epoch::loss),
                    result.perEpoch(RunHistory.Epoch::stepSize),
                    result.perEpoch(RunHistory.Epoch::clippedShare),
                    result.runs().stream()
                            .map(run -> new Run(
                                    run.candidate().run(),
                                    run.candidate().seed(),
                                    run.history().fault()))
                            .toList());
        }
    }

    /** What {@code report.js} reads. */
    private record Data(String kind, String title, List<Fact> facts, List<Setting> settings, HeatMap heatMap) {}

    /** Writes the page of the runs that have ended, unless that was done some seconds ago. */
    public void refresh(Collection<ComparedRun> runs) {
        if (page.isDue()) {
            write(runs);
        }
    }

    /** Writes the page of the runs that have ended. */
    public void write(Collection<ComparedRun> runs) {
        page.write(() -> data(runs));
    }

    private Data data(Collection<ComparedRun> runs) {
        Ranking ranking = Ranking.of(runs);
        List<Fact> facts = new ArrayList<>();
        facts.add(new Fact("runs", runs.size() + " of " + planned + " have ended"));
        runs.stream()
                .map(run -> run.history().environment())
                .distinct()
                .forEach(environment -> facts.add(new Fact("ran on", environment)));
        facts.add(new Fact("again", command));
        facts.add(Fact.written());
        List<Setting> settings = ranking.settings().stream()
                .map(result -> Setting.of(result, ranking.best().contains(result)))
                .toList();
        return new Data("comparison", title, facts, settings, HeatMap.of(ranking));
    }
}
