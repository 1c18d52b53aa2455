package io.aligspark.job.cli;

import io.aligspark.job.fetch.Dataset;
import io.aligspark.job.fetch.Dataset.RemoteFile;
import io.aligspark.job.fetch.Fetch;
import io.aligspark.job.storage.HadoopFiles;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code alig data fetch}. */
@Command(
        name = "fetch",
        description =
                "Downloads a data set from its original home, checks it and places it in a folder. A download that"
                        + " was cut goes on where it ended.",
        mixinStandardHelpOptions = true)
final class FetchCommand implements Callable<Integer> {
    @Parameters(
            index = "0",
            paramLabel = "NAME",
            description =
                    "cifar-10, cifar-100, fashion-mnist, glove, imagenet (says what to place where), mnist, snli or"
                            + " svhn.")
    private String name;

    @Parameters(index = "1", paramLabel = "FOLDER", description = "Where to, on any Hadoop file system.")
    private String folder;

    @Option(
            names = "--from",
            paramLabel = "URL",
            description = "A folder that holds the same files, instead of their home.")
    private String from;

    @Option(
            names = "--downloads",
            paramLabel = "FOLDER",
            description =
                    "Local folder of downloads that are not yet complete; default: alig-downloads in the temporary"
                            + " folder.")
    private Path downloads = Path.of(System.getProperty("java.io.tmpdir"), "alig-downloads");

    @Override
    public Integer call() {
        Dataset dataset = Dataset.of(name);
        List<RemoteFile> files = from == null ? dataset.files() : dataset.filesAt(from);
        new Fetch(HadoopFiles.of(folder), downloads, Duration.ofSeconds(1), Terminal.isInteractive(), System.out)
                .run(files);
        System.out.println(dataset.next().replace("FOLDER", folder));
        return 0;
    }
}
