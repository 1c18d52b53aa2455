package io.aligspark.job.storage;

import java.nio.charset.StandardCharsets;

/**
 * The folder that a run leaves behind: {@code config.conf}, {@code metrics.jsonl}, {@code checkpoints/}, {@code model/}.
 * Driver.
 */
public final class RunFolder {
    /** The complete effective configuration. */
    public static final String CONFIG = "config.conf";
    /** One line a step, one an epoch. */
    public static final String METRICS = "metrics.jsonl";

    private final HadoopFiles files;
    /** Stands before the configuration. */
    private final String comment;

    private RunFolder(HadoopFiles files, String comment) {
        this.files = files;
        this.comment = comment;
    }

    /**
     * The folder of a new run, which is made by {@link #start}.
     *
     * @param overwrite whether an existing one is replaced then
     * @throws IllegalArgumentException if it exists and is not to be replaced
     */
    public static RunFolder forNewRun(String path, boolean overwrite) {
        HadoopFiles files = HadoopFiles.of(path);
        if (files.exists("") && !overwrite) {
            throw new IllegalArgumentException("output folder " + files.describe("") + " exists: continue its run with"
                    + " `alig train --resume " + path + "`, replace it with --overwrite, or choose another name with"
                    + " output.run=...");
        }
        if (files.exists("") && !files.isFile(CONFIG) && !files.list().isEmpty()) {
            throw new IllegalArgumentException("output folder " + files.describe("")
                    + " is not empty and is no run (it has no " + CONFIG + "): it will not be replaced");
        }
        return new RunFolder(files, "");
    }

    /**
     * The folder of a run that exists.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static RunFolder existing(String path) {
        HadoopFiles files = HadoopFiles.of(path);
        if (!files.isFile(CONFIG)) {
            throw new IllegalArgumentException("no run lies in " + files.describe("") + ": it has no " + CONFIG);
        }
        return new RunFolder(files, "");
    }

    /**
     * Whether a run lies there that this application started: an earlier attempt of it, since an application starts one.
     *
     * @param application its id on the cluster
     */
    public static boolean isOf(String application, String path) {
        HadoopFiles files = HadoopFiles.of(path);
        return files.isFile(CONFIG) && files.readText(CONFIG).startsWith(comment(application));
    }

    /** The same folder; its configuration will name the application, for {@link #isOf}. */
    public RunFolder startedBy(String application) {
        return new RunFolder(files, comment(application));
    }

    /** In the configuration, so that there is no moment at which a run has one and not the other. */
    private static String comment(String application) {
        return "# Started by " + application + ".\n";
    }

    /** Empties the folder of a new run, makes it and writes the configuration. */
    public void start(String config) {
        files.delete("");
        files.makeFolder();
        writeConfig(config);
    }

    /** Replaces the configuration. */
    public void writeConfig(String config) {
        write(files, comment + config);
    }

    /** Puts the configuration beside the model, so that the model's folder can be taken elsewhere. */
    public void writeModelConfig(String config) {
        write(model(), config);
    }

    private static void write(HadoopFiles folder, String config) {
        folder.writeAtomically(CONFIG, out -> out.write(config.getBytes(StandardCharsets.UTF_8)));
    }

    /** The path, for people. */
    public String describe() {
        return files.describe("");
    }

    /** The files in it. */
    public HadoopFiles files() {
        return files;
    }

    /** Where checkpoints lie. */
    public HadoopFiles checkpoints() {
        return files.in("checkpoints");
    }

    /** Where the trained model lies. */
    public HadoopFiles model() {
        return files.in("model");
    }
}
