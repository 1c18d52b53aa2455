package io.aligspark.job.cli;

import io.aligspark.job.session.ModelEvaluation;
import io.aligspark.job.storage.HadoopFiles;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code alig export}. */
@Command(
        name = "export",
        description = "Writes the tensors of a trained model to a file, under PyTorch's names.",
        mixinStandardHelpOptions = true)
final class ExportCommand implements Callable<Integer> {
    /** File formats. */
    enum Format {
        /** For PyTorch and others. */
        SAFETENSORS
    }

    @Parameters(index = "0", paramLabel = "RUN|MODEL", description = "The folder of a run, or of its model.")
    private String folder;

    @Option(names = "--format", paramLabel = "FORMAT", description = "safetensors, the default: all tensors as F32.")
    private Format format = Format.SAFETENSORS;

    @Option(names = "--output", paramLabel = "FILE", description = "Default: model.safetensors.")
    private String output = "model.safetensors";

    @Override
    public Integer call() {
        ModelEvaluation model = ModelEvaluation.of(folder, List.of());
        HadoopFiles file = HadoopFiles.of(output);
        if (file.exists("")) {
            throw new IllegalArgumentException(file.describe("") + " exists: name another file with --output");
        }
        switch (format) {
            case SAFETENSORS -> model.export(output);
        }
        System.out.println(file.describe(""));
        System.out.println("weights sha256 " + model.sha256());
        return 0;
    }
}
