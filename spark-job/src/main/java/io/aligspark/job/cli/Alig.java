package io.aligspark.job.cli;

import io.aligspark.job.data.DataException;
import io.aligspark.job.launch.SparkLine;
import io.aligspark.job.reduction.TrainingFault;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command {@code alig}: the main class of the application jar. Driver. */
@Command(
        name = "alig",
        description = "Trains neural networks on Spark with ALI-G.",
        mixinStandardHelpOptions = true,
        versionProvider = Alig.Version.class,
        subcommands = {
            TrainCommand.class,
            EvaluateCommand.class,
            PredictCommand.class,
            ExportCommand.class,
            CompareCommand.class,
            ConfigCommand.class,
            BenchCommand.class,
            DataCommand.class,
            DoctorCommand.class,
            CompletionCommand.class
        })
public final class Alig {
    /** Exit code for what the user can mend. */
    static final int BAD_INPUT = 2;

    private static final int FAILURE = 1;

    /** What Java from version 24 on says to a Hadoop before 3.5. */
    private static final String OLD_HADOOP = "getSubject is not supported";

    private Alig() {}

    /** The version in the jar's manifest. */
    static final class Version implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Alig.class.getPackage().getImplementationVersion();
            return new String[] {"alig-spark " + (version == null ? "(development)" : version)};
        }
    }

    /**
     * Runs a command and ends the process with its exit code: 0, 2 for what the user can mend, 1 for all else.
     *
     * @throws IllegalStateException in place of an exit code other than 0, where YARN's application master called
     */
    public static void main(String[] arguments) {
        List<String> errors = new ArrayList<>();
        if (Charset.forName(System.getProperty("sun.jnu.encoding")).equals(StandardCharsets.US_ASCII)) {
            System.err.println(
                    "warning: names of files beyond ASCII cannot be read: set LC_ALL=C.UTF-8 where Java starts");
        }
        int code = execute(errors::add, arguments);
        Interruption.end();
        if (Yarn.application().isEmpty()) {
            // Spark may leave threads behind that keep the process alive.
            System.exit(code);
        }
        // The application master ends the process, and takes any exit of ours for a failure; it reports the message to
        // YARN.
        if (code != 0) {
            throw new IllegalStateException("exit code " + code + ": " + String.join("; ", errors));
        }
    }

    /** Whether there is such a command with such options: 0, or an exit code after a message. Runs nothing. */
    static int check(List<String> words) {
        CommandLine command = commandLine();
        String[] arguments = words.toArray(String[]::new);
        try {
            command.parseArgs(arguments);
            return 0;
        } catch (CommandLine.ParameterException e) {
            try {
                return e.getCommandLine().getParameterExceptionHandler().handleParseException(e, arguments);
            } catch (Exception failure) {
                throw new IllegalStateException(failure);
            }
        }
    }

    private static CommandLine commandLine() {
        return new CommandLine(new Alig())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler((exception, arguments) -> {
                    String command = exception.getCommandLine().getCommandSpec().qualifiedName();
                    String hint = exception instanceof CommandLine.UnmatchedArgumentException unmatched
                                    && !unmatched.getSuggestions().isEmpty()
                            ? "did you mean " + unmatched.getSuggestions().get(0) + "?"
                            : "see " + command + " --help";
                    System.err.println("alig: " + oneLine(exception.getMessage()) + "; " + hint);
                    return BAD_INPUT;
                });
    }

    /** The words of a message that may have several lines. */
    private static String oneLine(String message) {
        return message.lines().map(String::strip).collect(Collectors.joining(" "));
    }

    static int execute(String... arguments) {
        return execute(error -> {}, arguments);
    }

    /** Runs a command; errors, which are also printed, are told to the consumer. */
    private static int execute(Consumer<String> errors, String... arguments) {
        CommandLine command = commandLine();
        command.setExecutionExceptionHandler((exception, failed, result) -> {
            Optional<String> message = Interruption.isUnderWay() ? Optional.empty() : forUser(exception);
            if (message.isPresent()) {
                System.err.println("alig: " + message.get());
                errors.accept(message.get());
                return BAD_INPUT;
            }
            if (Interruption.isUnderWay()) {
                // It has told what there is to tell; this is what came of it.
                return FAILURE;
            }
            System.err.println("alig: failed: " + exception);
            exception.printStackTrace();
            SparkLog.file().ifPresent(log -> System.err.println("alig: what Spark says is in " + log));
            errors.accept(exception.toString());
            return FAILURE;
        });
        int code = arguments.length == 0 ? command.execute("--help") : command.execute(arguments);
        // A stream for people hides its errors until it is asked.
        if (System.out.checkError() && code == 0) {
            System.err.println("alig: cannot write to the standard output");
            return FAILURE;
        }
        return code;
    }

    /** The one line for a user's mistake; empty if it is none. */
    private static Optional<String> forUser(Exception exception) {
        Optional<String> data = DataException.in(exception).map(Throwable::getMessage);
        if (data.isPresent()) {
            return data;
        }
        if (exception.toString().contains(OLD_HADOOP)) {
            return Optional.of("the Hadoop of Spark " + SparkLine.running().version() + " does not run on Java "
                    + Runtime.version().feature() + ": set JAVA_HOME to Java 17 or 21, or SPARK_HOME to Spark 4.2");
        }
        // The optimizers throw ArithmeticException where a step would leave the range of numbers.
        boolean mistake = exception instanceof IllegalArgumentException
                || exception instanceof TrainingFault
                || exception instanceof ArithmeticException;
        return mistake ? Optional.of(String.valueOf(exception.getMessage())) : Optional.empty();
    }
}
