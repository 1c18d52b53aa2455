package io.aligspark.job.launch;

import io.aligspark.job.session.Events;
import java.io.PrintStream;

/** The lines of a run for people, and nothing else. Driver. */
public record PrintedNotes(PrintStream out) implements Events {
    @Override
    public void note(String line) {
        out.println(line);
    }

    @Override
    public void warning(String line) {
        out.println("warning: " + line);
    }
}
