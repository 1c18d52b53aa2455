package io.aligspark.job.report;

import io.aligspark.job.storage.RunFolder;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** The page of one run. Driver. */
public final class RunReport {
    /** Name of the file in the run's folder. */
    public static final String NAME = Page.NAME;

    private final RunFolder folder;
    private final Page page;
    private final Consumer<String> warn;
    private boolean told;

    /**
     * Of the run in that folder.
     *
     * @param warn told once if the page cannot be written: no reason to end a run
     */
    public RunReport(RunFolder folder, Consumer<String> warn) {
        this.folder = folder;
        this.page = new Page(folder.files());
        this.warn = warn;
    }

    /** What {@code report.js} reads. */
    private record Data(String kind, String title, List<Fact> facts, RunHistory history, String config) {}

    /** Writes the page, unless that was done some seconds ago. */
    public void refresh() {
        if (page.isDue()) {
            write();
        }
    }

    /** Writes the page, from configuration and metrics. */
    public void write() {
        try {
            page.write(this::data);
        } catch (IllegalArgumentException e) {
            if (!told) {
                warn.accept("no new " + NAME + ": " + e.getMessage());
            }
            told = true;
        }
    }

    private Data data() {
        RunHistory history = RunHistory.read(folder.files());
        String path = folder.describe();
        List<Fact> facts = new ArrayList<>();
        facts.add(new Fact("ran on", history.environment()));
        facts.add(new Fact("folder", path));
        facts.add(new Fact("again", "alig train " + path + "/" + RunFolder.CONFIG + " output.run=again"));
        if (!history.sha256().isEmpty()) {
            facts.add(new Fact("weights sha256", history.sha256()));
        }
        facts.add(Fact.written());
        return new Data(
                "run",
                path.substring(path.lastIndexOf('/') + 1),
                facts,
                history,
                folder.files().readText(RunFolder.CONFIG));
    }
}
