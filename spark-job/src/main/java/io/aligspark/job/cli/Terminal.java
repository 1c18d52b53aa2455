package io.aligspark.job.cli;

/** What the process writes to. */
final class Terminal {
    private Terminal() {}

    /** Whether the output is a terminal that can redraw a line. The script knows: Java cannot tell since version 22. */
    static boolean isInteractive() {
        return "true".equals(System.getenv("ALIG_TERMINAL"));
    }
}
