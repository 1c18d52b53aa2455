package io.aligspark.job.cli;

import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code alig completion}. */
@Command(
        name = "completion",
        description = "Prints a script that completes commands and options in bash and zsh: source <(alig completion).",
        mixinStandardHelpOptions = true)
final class CompletionCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        System.out.print(AutoComplete.bash("alig", spec.root().commandLine()));
        return 0;
    }
}
