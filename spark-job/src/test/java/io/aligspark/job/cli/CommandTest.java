package io.aligspark.job.cli;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Runs commands in this process and keeps what they print. */
abstract class CommandTest {
    private final PrintStream realOut = System.out;
    private final PrintStream realError = System.err;

    /** What the last command printed. */
    protected final ByteArrayOutputStream out = new ByteArrayOutputStream();
    /** Its errors. */
    protected final ByteArrayOutputStream error = new ByteArrayOutputStream();

    @TempDir
    protected Path folder;

    @BeforeEach
    final void capture() {
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(error, true, StandardCharsets.UTF_8));
    }

    @AfterEach
    final void restore() {
        System.setOut(realOut);
        System.setErr(realError);
    }

    /** The command's exit code. */
    protected final int execute(String... arguments) {
        out.reset();
        error.reset();
        return Alig.execute(arguments);
    }
}
