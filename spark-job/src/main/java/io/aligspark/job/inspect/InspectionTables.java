package io.aligspark.job.inspect;

import io.aligspark.job.data.BadRecords;
import io.aligspark.job.data.DataConfig;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Prints what is known about the sources of a configuration, a column each. */
record InspectionTables(DataConfig data, List<String> names, PrintStream out) {
    private static final int MAX_CLASSES = 20;
    private static final long MEBIBYTE = 1 << 20;

    void head(List<String> sources) {
        out.printf(
                "%s, samples of shape %s%n",
                data.format().name().toLowerCase(Locale.ROOT).replace('_', '-'), data.shape());
        line("", sources);
    }

    void row(String label, List<Long> values) {
        line(
                label,
                values.stream()
                        .map(value -> String.format(Locale.ROOT, "%,d", value))
                        .toList());
    }

    /** Bytes; 0 stands for unknown. */
    void bytes(String label, List<Long> values) {
        line(
                label,
                values.stream()
                        .map(value ->
                                value == 0 ? "-" : String.format(Locale.ROOT, "%,.2f MiB", (double) value / MEBIBYTE))
                        .toList());
    }

    private void line(String label, List<String> cells) {
        out.println(String.format("  %-24s", label)
                + cells.stream().map(cell -> String.format("%14s", cell)).collect(Collectors.joining()));
    }

    /** Samples of each class; of values, their range. */
    void classes(List<Statistics> sources) {
        if (data.classes() == 0) {
            Statistics.Range targets = sources.get(0).targets;
            out.printf(
                    Locale.ROOT,
                    "targets from %.4g to %.4g, mean %.4g, deviation %.4g%n",
                    targets.min,
                    targets.max,
                    targets.mean(),
                    targets.std());
            return;
        }
        out.println("samples per class");
        for (int label = 0; label < Math.min(MAX_CLASSES, data.classes()); label++) {
            int index = label;
            row(index + " " + names.get(index), counts(sources, index));
        }
        if (data.classes() > MAX_CLASSES) {
            out.printf(Locale.ROOT, "  ... and %d more classes%n", data.classes() - MAX_CLASSES);
            row(
                    "smallest class",
                    sources.stream().map(source -> extreme(source, false)).toList());
            row(
                    "largest class",
                    sources.stream().map(source -> extreme(source, true)).toList());
        }
    }

    private static List<Long> counts(List<Statistics> sources, int label) {
        return sources.stream()
                .map(source -> source.perClass.getOrDefault(label, 0L))
                .toList();
    }

    private long extreme(Statistics source, boolean largest) {
        var counts = java.util.stream.IntStream.range(0, data.classes())
                .mapToLong(label -> source.perClass.getOrDefault(label, 0L));
        return largest ? counts.max().orElse(0) : counts.min().orElse(0);
    }

    /** Values of the training samples. */
    void ranges(Statistics training) {
        out.println("values of the training samples");
        line("", List.of("min", "max", "mean", "deviation"));
        boolean channels = training.raw.size() > 1;
        for (int i = 0; i < training.raw.size(); i++) {
            String channel = channels ? "channel " + i + ", " : "";
            range(channel + "in the files", training.raw.get(i));
            range(channel + "normalised", training.normalised.get(i));
        }
    }

    private void range(String label, Statistics.Range range) {
        line(
                label,
                List.of(range.min, range.max, range.mean(), range.std()).stream()
                        // No negative zero.
                        .map(value -> String.format(Locale.ROOT, "%.4f", Math.abs(value) < 5e-5 ? 0 : value))
                        .toList());
    }

    /** Lists what a run would skip, or stop at. */
    void bad(BadRecords bad) {
        bad.reportLeftOut("the source").ifPresent(out::println);
        if (bad.bad() == 0) {
            return;
        }
        out.printf(
                Locale.ROOT,
                "%,d of %,d records are bad; data.on-bad-record says what a run does%n",
                bad.bad(),
                bad.records());
        bad.listed().forEach(fault -> out.println("  " + fault));
        if (bad.bad() > bad.listed().size()) {
            out.printf(
                    Locale.ROOT,
                    "  ... and %,d more%n",
                    bad.bad() - bad.listed().size());
        }
    }
}
