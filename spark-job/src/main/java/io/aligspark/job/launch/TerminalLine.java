package io.aligspark.job.launch;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import me.tongfei.progressbar.ProgressBarConsumer;

/**
 * The lowest line of a terminal, which is drawn anew again and again, never wider than the terminal is at that moment; other
 * lines appear above it. Driver.
 */
public final class TerminalLine implements ProgressBarConsumer {
    /** To the start of the line, and nothing behind it (ECMA-48: erase in line). */
    private static final String CLEAR = "\r\033[K";

    private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(2);
    private static final int USUAL = 80;

    private final PrintStream out;
    private int columns;
    private long looked;

    /** Draws on a stream that is the terminal of this process. */
    public TerminalLine(PrintStream out) {
        this.out = out;
        columns = columns();
        looked = System.nanoTime();
    }

    /** Columns of the terminal of this process; 80 if nothing tells. */
    static int columns() {
        try {
            // Java has no way of its own; the size is that of what stty reads from.
            Process process = new ProcessBuilder("sh", "-c", "stty size < /dev/tty")
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            try (InputStream in = process.getInputStream()) {
                String[] size = new String(in.readAllBytes(), StandardCharsets.US_ASCII)
                        .strip()
                        .split(" ", -1);
                // A terminal that does not know its size says 0.
                return size.length == 2 && size[1].matches("[1-9]\\d{0,4}") ? Integer.parseInt(size[1]) : USUAL;
            }
        } catch (IOException e) {
            return USUAL;
        }
    }

    @Override
    public synchronized int getMaxRenderedLength() {
        if (System.nanoTime() - looked > LOOK_NANOS) {
            columns = columns();
            looked = System.nanoTime();
        }
        // A full line would make some terminals go on to the next.
        return columns - 1;
    }

    @Override
    public void accept(String line) {
        out.print(CLEAR + line);
        out.flush();
    }

    /** Prints lines above, in one piece: another thread draws. */
    public void above(String lines) {
        out.print(CLEAR + lines);
        out.flush();
    }

    @Override
    public void clear() {
        above("");
    }

    @Override
    public void close() {
        out.flush();
    }
}
