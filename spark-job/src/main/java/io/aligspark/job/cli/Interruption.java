package io.aligspark.job.cli;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import org.apache.hadoop.util.ShutdownHookManager;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.config.Configurator;

/**
 * What a command does when its process is told to end (SIGINT, SIGTERM): it says where it stands, and nothing of what then
 * breaks. Java ends with 128 + the number of the signal. Driver.
 */
final class Interruption {
    /** Before Spark and the file systems stop, whose hooks have lower numbers. */
    private static final int FIRST = 100;

    private static volatile boolean underWay;
    private static volatile boolean ended;

    private Interruption() {}

    /** Runs a command; if the process is told to end meanwhile, tells what {@code words} says, on the standard error. */
    static <T> T during(Callable<T> command, Callable<String> words) throws Exception {
        Runnable hook = () -> tell(words);
        ShutdownHookManager.get().addShutdownHook(hook, FIRST);
        try {
            return command.call();
        } finally {
            if (!ShutdownHookManager.get().isShutdownInProgress()) {
                ShutdownHookManager.get().removeShutdownHook(hook);
            }
        }
    }

    private static void tell(Callable<String> words) {
        if (ended) {
            return;
        }
        underWay = true;
        Configurator.setAllLevels("", Level.OFF);
        try {
            System.err.println("\nalig: " + words.call());
        } catch (Exception e) {
            System.err.println("\nalig: stopped");
        }
        // Libraries print stack traces of what now breaks.
        System.setErr(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
    }

    /** The command has ended; what ends the process now is no interruption. */
    static void end() {
        ended = true;
    }

    /** Whether what breaks now does so because of it. */
    static boolean isUnderWay() {
        return underWay;
    }
}
