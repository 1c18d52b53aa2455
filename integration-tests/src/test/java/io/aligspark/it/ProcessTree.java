package io.aligspark.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A process and all that it starts, known by a mark in their environment: also those whose parents have ended, or that
 * became leaders of sessions of their own, as YARN's containers do. None outlives the tests.
 */
final class ProcessTree implements AutoCloseable {
    /** The environment variable. */
    static final String MARK = "ALIG_TEST_PROCESSES";

    private static final Path PROC = Path.of("/proc");
    private static final Duration END = Duration.ofSeconds(30);
    private static final AtomicInteger COUNT = new AtomicInteger();
    private static final Set<ProcessTree> RUNNING = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> RUNNING.forEach(ProcessTree::kill)));
    }

    private final String mark;
    private final Process root;

    private ProcessTree(String mark, Process root) {
        this.mark = mark;
        this.root = root;
    }

    /** Starts the process. */
    static ProcessTree start(ProcessBuilder builder) {
        String mark = ProcessHandle.current().pid() + "-" + COUNT.incrementAndGet();
        builder.environment().put(MARK, mark);
        try {
            ProcessTree tree = new ProcessTree(mark, builder.start());
            RUNNING.add(tree);
            return tree;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The process that was started. */
    Process root() {
        return root;
    }

    /** Those that are alive. */
    List<ProcessHandle> alive() {
        Stream<ProcessHandle> all = Files.isDirectory(PROC)
                ? ProcessHandle.allProcesses()
                        .filter(process -> read(process, "environ").contains(MARK + "=" + mark + "\0"))
                : Stream.concat(Stream.of(root.toHandle()), root.descendants());
        return all.filter(ProcessHandle::isAlive).toList();
    }

    /** The Java process of that main class, if it is alive. */
    Optional<ProcessHandle> java(String mainClass) {
        return alive().stream()
                .filter(process -> {
                    List<String> words = List.of(read(process, "cmdline").split("\0", -1));
                    return words.get(0).endsWith("java") && words.contains(mainClass);
                })
                .findFirst();
    }

    /** Has the Java processes write to their output what their threads do. */
    void dumpThreads() {
        List<String> java = alive().stream()
                .filter(process -> read(process, "cmdline").split("\0", 2)[0].endsWith("java"))
                .map(process -> String.valueOf(process.pid()))
                .toList();
        if (!java.isEmpty()) {
            try {
                new ProcessBuilder(Stream.concat(Stream.of("kill", "-QUIT"), java.stream())
                                .toList())
                        .start();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /**
     * Kills them all.
     *
     * @throws AssertionError if one survives
     */
    void kill() {
        Await.until(
                "the end of all processes",
                END,
                () -> {
                    List<ProcessHandle> alive = alive();
                    alive.forEach(ProcessHandle::destroyForcibly);
                    // A process that is ending has no environment any more, but is not gone.
                    return alive.isEmpty() && !root.isAlive() ? Optional.of(true) : Optional.empty();
                },
                this::describe);
        RUNNING.remove(this);
    }

    @Override
    public void close() {
        kill();
    }

    private String describe() {
        return alive().stream()
                .map(process -> process.pid() + " " + read(process, "cmdline").replace('\0', ' '))
                .collect(Collectors.joining("\n"));
    }

    /** A file of the process in /proc; empty if it has ended or belongs to somebody else. */
    private static String read(ProcessHandle process, String file) {
        try {
            return Files.readString(
                    PROC.resolve(String.valueOf(process.pid())).resolve(file), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return "";
        }
    }
}
