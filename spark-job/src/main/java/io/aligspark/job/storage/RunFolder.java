package io.aligspark.job.storage;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The folder that a run leaves behind: {@code config.conf}, {@code metrics.jsonl}, {@code checkpoints/}, {@code model/}.
 * It belongs to one process until that closes it. Driver.
 */
public final class RunFolder implements AutoCloseable {
    /** The complete effective configuration. */
    public static final String CONFIG = "config.conf";
    /** One line a step, one an epoch. */
    public static final String METRICS = "metrics.jsonl";

    private final HadoopFiles files;
    private final RunLock lock;
    /** Folders that were made for it, itself among them, the innermost first. */
    private final List<HadoopFiles> made;
    /** Whether what is in it goes when the run starts. */
    private final boolean overwrite;
    /** Stands before the configuration. */
    private final String comment;

    private RunFolder(HadoopFiles files, RunLock lock, List<HadoopFiles> made, boolean overwrite, String comment) {
        this.files = files;
        this.lock = lock;
        this.made = made;
        this.overwrite = overwrite;
        this.comment = comment;
    }

    /**
     * The folder of a new run, which is made, but otherwise left as it is until {@link #start}.
     *
     * @param overwrite whether an existing one is replaced then
     * @throws IllegalArgumentException if it exists and is not to be replaced, or another process trains in it
     */
    public static RunFolder forNewRun(String path, boolean overwrite) {
        HadoopFiles files = HadoopFiles.of(path);
        requireFree(path, files, overwrite);
        List<HadoopFiles> made = files.makeFolder();
        RunFolder folder = new RunFolder(files, RunLock.take(files), made, overwrite, "");
        try {
            // Another process may have trained in it and ended, while this one waited for the lock.
            requireFree(path, files, overwrite);
        } catch (IllegalArgumentException e) {
            folder.close();
            throw e;
        }
        return folder;
    }

    private static void requireFree(String path, HadoopFiles files, boolean overwrite) {
        boolean used = files.isFile("") || !content(files).isEmpty();
        if (used && !overwrite) {
            throw new IllegalArgumentException("output folder " + files.describe("") + " exists: continue its run with"
                    + " `alig train --resume " + path + "`, replace it with --overwrite, or choose another name with"
                    + " output.run=...");
        }
        if (used && !files.isFile(CONFIG)) {
            throw new IllegalArgumentException("output folder " + files.describe("")
                    + " is not empty and is no run (it has no " + CONFIG + "): it will not be replaced");
        }
    }

    private static List<String> content(HadoopFiles files) {
        return files.list().stream()
                .filter(name -> !name.startsWith(RunLock.NAME))
                .toList();
    }

    /**
     * The folder of a run that exists.
     *
     * @throws IllegalArgumentException if there is none, or another process trains in it
     */
    public static RunFolder existing(String path) {
        HadoopFiles files = HadoopFiles.of(path);
        if (files.isFile(ModelFile.NAME)) {
            throw new IllegalArgumentException(files.describe("")
                    + " is the model of a run, which does not say how to go on; continue the run: --resume "
                    + path.replaceFirst("/model/*$", ""));
        }
        if (!files.isFile(CONFIG)) {
            throw new IllegalArgumentException("no run lies in " + files.describe("") + ": it has no " + CONFIG);
        }
        RunFolder folder = new RunFolder(files, RunLock.take(files), List.of(), false, "");
        // The lock says that nobody is writing them.
        List.of(files, folder.checkpoints(), folder.model()).forEach(HadoopFiles::deleteIncomplete);
        return folder;
    }

    /** Whether a run lies there. */
    public static boolean isRun(String path) {
        return HadoopFiles.of(path).isFile(CONFIG);
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
        return new RunFolder(files, lock, made, overwrite, comment(application));
    }

    /** In the configuration, so that there is no moment at which a run has one and not the other. */
    private static String comment(String application) {
        return "# Started by " + application + ".\n";
    }

    /** Removes what is to be replaced, and writes the configuration. */
    public void start(String config) {
        if (overwrite) {
            content(files).forEach(files::delete);
        }
        writeConfig(config);
    }

    /** Other processes may use the folder from here on. One that was never started goes. */
    @Override
    public void close() {
        lock.close();
        made.stream().takeWhile(folder -> folder.list().isEmpty()).forEach(folder -> folder.delete(""));
    }

    /** Replaces the configuration. */
    public void writeConfig(String config) {
        writeConfig(files, comment + config);
    }

    /** Puts the configuration beside the model, so that the model's folder can be taken elsewhere. */
    public void writeModelConfig(String config) {
        writeConfig(model(), config);
    }

    /** Writes a configuration into any folder. */
    public static void writeConfig(HadoopFiles folder, String config) {
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
