package io.aligspark.it;

import java.io.IOException;
import java.io.OutputStream;

/** How long a server of ours lives: until what started it ends, in whatever way. Runs in the server's process. */
final class Lifetime {
    private Lifetime() {}

    /** From here on, a failure of the calling thread ends the process, whatever other threads do. */
    static void endAtFailure() {
        Thread.currentThread().setUncaughtExceptionHandler((thread, failure) -> {
            failure.printStackTrace();
            end();
        });
    }

    /** Says that it serves, and ends this process and those below it when the input ends. */
    static void serve(String address) throws IOException {
        System.out.println("serves " + address);
        System.in.transferTo(OutputStream.nullOutputStream());
        end();
    }

    /** At once: stopping the services of Hadoop in order takes half a minute. */
    private static void end() {
        ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly);
        Runtime.getRuntime().halt(1);
    }
}
