package io.aligspark.job.storage;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a run's folder for one process: a file {@code run.lock} in it, made by whoever comes first, whose content changes
 * while its owner lives. The lock of a process that died is taken over: at once if it ran on this machine, else when its
 * content stands still. Driver.
 */
public final class RunLock implements AutoCloseable {
    /** The file's name. */
    public static final String NAME = "run.lock";

    private static final Logger LOG = LoggerFactory.getLogger(RunLock.class);
    private static final Duration BEAT = Duration.ofSeconds(10);
    private static final Duration PATIENCE = BEAT.multipliedBy(3);

    private final HadoopFiles folder;
    private final String owner;
    private final ScheduledExecutorService heart;
    private long beats;

    private RunLock(HadoopFiles folder, String owner) {
        this.folder = folder;
        this.owner = owner;
        heart = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "alig run lock");
            thread.setDaemon(true);
            return thread;
        });
        var unused = heart.scheduleWithFixedDelay(this::beat, BEAT.toSeconds(), BEAT.toSeconds(), TimeUnit.SECONDS);
    }

    /**
     * Takes the lock of a folder that exists.
     *
     * @throws IllegalArgumentException if a process that lives has it
     */
    static RunLock take(HadoopFiles folder) {
        String owner = machine() + "\n" + ProcessHandle.current().pid() + " " + start(ProcessHandle.current()) + "\n"
                + UUID.randomUUID() + "\n";
        while (!folder.createNew(NAME, owner)) {
            Optional<String> before = content(folder);
            if (before.isPresent()) {
                if (isAlive(before.get()) || hasChanged(folder, before.get())) {
                    throw new IllegalArgumentException("the run in " + folder.describe("")
                            + " is being trained by another process, " + describe(before.get())
                            + ": wait for it, stop it, or choose another name with output.run=...");
                }
                // Unless another process took it over meanwhile.
                if (content(folder).equals(before)) {
                    folder.delete(NAME);
                }
            }
        }
        return new RunLock(folder, owner);
    }

    /** Whether its owner, of this machine, runs; false for other machines. */
    private static boolean isAlive(String content) {
        String[] lines = content.split("\n", -1);
        if (!lines[0].equals(machine()) || lines.length < 2) {
            return false;
        }
        String[] process = lines[1].split(" ", -1);
        return process.length == 2
                && process[0].matches("\\d{1,18}")
                && ProcessHandle.of(Long.parseLong(process[0]))
                        .filter(handle -> start(handle).equals(process[1]))
                        .isPresent();
    }

    /** Waits for a sign of life, where the process cannot be seen from here. */
    private static boolean hasChanged(HadoopFiles folder, String before) {
        if (before.startsWith(machine() + "\n")) {
            return false;
        }
        LOG.info(
                "{} was being trained by another process, {}: waiting {} s for a sign of its life",
                folder.describe(""),
                describe(before),
                PATIENCE.toSeconds());
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < end) {
            try {
                Thread.sleep(1000);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while waiting for the lock of a run", e);
            }
            Optional<String> now = content(folder);
            if (now.isEmpty() || !now.get().equals(before)) {
                return now.isPresent();
            }
        }
        return false;
    }

    private static Optional<String> content(HadoopFiles folder) {
        try {
            return folder.isFile(NAME) ? Optional.of(folder.readText(NAME)) : Optional.empty();
        } catch (IllegalArgumentException e) {
            // Deleted between the two.
            return Optional.empty();
        }
    }

    private static String describe(String content) {
        String[] lines = content.split("\n", -1);
        return lines.length < 2
                ? "of which its " + NAME + " says nothing"
                : "number " + lines[1].split(" ", -1)[0] + " of " + lines[0].split(" ", -1)[0];
    }

    /** Host name, and which of its processes are seen: those of a container are not those of another. */
    private static String machine() {
        String host;
        try {
            host = InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            host = "localhost";
        }
        try {
            return host + " " + Files.readSymbolicLink(Path.of("/proc/self/ns/pid"));
        } catch (IOException | UnsupportedOperationException e) {
            return host;
        }
    }

    /** Milliseconds; numbers of processes are used again. */
    private static String start(ProcessHandle process) {
        return process.info()
                .startInstant()
                .map(instant -> String.valueOf(instant.toEpochMilli()))
                .orElse("?");
    }

    private void beat() {
        try {
            if (isOurs()) {
                beats++;
                byte[] bytes = (owner + beats + "\n").getBytes(StandardCharsets.UTF_8);
                folder.writeAtomically(NAME, out -> out.write(bytes));
            }
        } catch (IllegalArgumentException e) {
            // A file system that is away for a while; others see no change then, and the next beat tries again.
        }
    }

    private boolean isOurs() {
        return content(folder).filter(content -> content.startsWith(owner)).isPresent();
    }

    /** Gives the folder free. */
    @Override
    public void close() {
        heart.shutdownNow();
        try {
            if (heart.awaitTermination(BEAT.toSeconds(), TimeUnit.SECONDS) && isOurs()) {
                folder.delete(NAME);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
