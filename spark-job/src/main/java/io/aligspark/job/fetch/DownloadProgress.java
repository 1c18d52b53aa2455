package io.aligspark.job.fetch;

import java.io.PrintStream;
import java.util.Locale;

/** Progress of a download: a line that is drawn again on a terminal, one every tenth elsewhere. */
final class DownloadProgress {
    private static final double MEBIBYTE = 1 << 20;

    private final String name;
    private final boolean terminal;
    private final PrintStream out;
    private long shown = -1;

    DownloadProgress(String name, boolean terminal, PrintStream out) {
        this.name = name;
        this.terminal = terminal;
        this.out = out;
    }

    void show(long have, long whole) {
        // In percent, or where the whole is unknown in units of 10 MiB.
        long step = whole > 0 ? 100 * have / whole : (long) (have / MEBIBYTE / 10);
        long every = terminal ? 1 : 10;
        if (step / every == shown / every && shown >= 0) {
            return;
        }
        shown = step;
        String of = whole > 0 ? String.format(Locale.ROOT, " of %.1f MiB, %d %%", whole / MEBIBYTE, step) : " MiB";
        String line = String.format(Locale.ROOT, "  %s: %.1f%s", name, have / MEBIBYTE, of);
        if (terminal) {
            out.print("\r" + line);
            out.flush();
        } else {
            out.println(line);
        }
    }

    void end() {
        if (terminal && shown >= 0) {
            out.println();
        }
    }
}
