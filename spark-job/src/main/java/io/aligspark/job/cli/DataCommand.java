package io.aligspark.job.cli;

import picocli.CommandLine.Command;

/** {@code alig data}. */
@Command(
        name = "data",
        description = "Fetches data sets and shows what is in them.",
        mixinStandardHelpOptions = true,
        subcommands = {InspectCommand.class, FetchCommand.class})
final class DataCommand {
    private DataCommand() {}
}
