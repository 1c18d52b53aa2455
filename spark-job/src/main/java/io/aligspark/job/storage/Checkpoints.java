package io.aligspark.job.storage;

import io.aligspark.job.storage.Safetensors.Tensor;
import io.aligspark.networks.Layout;
import io.aligspark.networks.Shape;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * The training states of a run, one safetensors file each: parameters, buffers and optimizer state, with step,
 * the optimizer's numbers and a checksum as metadata. A file appears whole, by rename; a damaged one is skipped. Driver.
 */
public final class Checkpoints {
    private static final String SUFFIX = ".safetensors";
    /** Digits of any script: earlier versions wrote those of the locale. */
    private static final Pattern NAME = Pattern.compile("step-\\p{Nd}{1,18}\\.safetensors");

    private static final String MEMORY = "optimizer.";
    private static final String SAMPLES = "optimizer.samples.";
    private static final String FORMAT = "alig-spark checkpoint 1";

    private final HadoopFiles folder;
    private final Layout parameters;
    private final Layout buffers;
    private final List<String> stateNames;
    private final List<String> memoryNames;
    private final List<String> sampleMemoryNames;

    /** Checkpoints in that folder of a model with these tensors; the arrays of the optimizer are named as it names them. */
    public Checkpoints(
            HadoopFiles folder,
            Layout parameters,
            Layout buffers,
            List<String> stateNames,
            List<String> memoryNames,
            List<String> sampleMemoryNames) {
        this.folder = folder;
        this.parameters = parameters;
        this.buffers = buffers;
        this.stateNames = List.copyOf(stateNames);
        this.memoryNames = List.copyOf(memoryNames);
        this.sampleMemoryNames = List.copyOf(sampleMemoryNames);
    }

    /**
     * Saves a state and deletes all but the newest ones.
     *
     * @param state only read
     * @param keep how many stay, at least 1
     */
    public void save(TrainingState state, int keep) {
        List<Tensor> tensors = tensors(state);
        Map<String, String> metadata = new HashMap<>(memory(state));
        metadata.putAll(Map.of(
                "format", FORMAT, "step", String.valueOf(state.step()), "sha256", checksum(tensors, memory(state))));
        folder.makeFolder();
        folder.writeAtomically(fileName(state.step()), new Safetensors(metadata, tensors)::writeTo);
        List<String> files = files();
        files.subList(0, Math.max(0, files.size() - keep)).forEach(folder::delete);
    }

    /**
     * The newest state that is whole.
     *
     * @param warn told of each damaged file that was skipped
     * @throws IllegalArgumentException if there are checkpoints but none is whole, or it is of another model
     */
    public Optional<TrainingState> newest(Consumer<String> warn) {
        List<String> files = files();
        String damage = "";
        for (int i = files.size() - 1; i >= 0; i--) {
            try {
                return Optional.of(read(files.get(i)));
            } catch (IOException e) {
                damage = "checkpoint " + folder.describe(files.get(i)) + " is damaged (" + e.getMessage() + ")";
                if (i > 0) {
                    warn.accept(damage + "; trying the one before");
                }
            }
        }
        if (!files.isEmpty()) {
            throw new IllegalArgumentException(damage + " and no older one is left: start anew with --overwrite");
        }
        return Optional.empty();
    }

    /** Step of the newest one, whole or not; 0 if there is none. */
    public long newestStep() {
        return files().stream().mapToLong(Checkpoints::step).max().orElse(0);
    }

    private TrainingState read(String file) throws IOException {
        Safetensors content;
        try (InputStream in = new BufferedInputStream(folder.open(file), 1 << 20)) {
            content = Safetensors.read(in);
        } catch (java.io.EOFException e) {
            throw new IOException("truncated at " + folder.length(file) + " bytes", e);
        }
        Map<String, String> memory = new TreeMap<>(content.metadata());
        memory.keySet().removeIf(key -> !key.startsWith(MEMORY));
        if (!checksum(content.tensors(), memory).equals(content.metadata().get("sha256"))) {
            throw new IOException("its checksum does not match");
        }
        TrainingState state = TrainingState.zero(
                        Long.parseLong(content.metadata().get("step")),
                        parameters.length(),
                        buffers.length(),
                        stateNames.size(),
                        memoryNames.size())
                .withSampleMemory(zerosPerSample(content.tensors()));
        copy(file, content.tensors(), tensors(state));
        if (!memory.keySet().equals(memory(state).keySet())) {
            throw new IllegalArgumentException("checkpoint " + folder.describe(file)
                    + " is of another optimizer: expected " + memory(state).keySet() + ", found " + memory.keySet());
        }
        for (int i = 0; i < memoryNames.size(); i++) {
            state.optimizerMemory()[i] = Double.parseDouble(memory.get(MEMORY + memoryNames.get(i)));
        }
        return state;
    }

    /** Copies tensors into the state's arrays; names and shapes must be those of the model. */
    private void copy(String file, List<Tensor> from, List<Tensor> to) {
        if (!signature(from).equals(signature(to))) {
            List<String> unexpected = new ArrayList<>(signature(from));
            unexpected.removeAll(signature(to));
            List<String> missing = new ArrayList<>(signature(to));
            missing.removeAll(signature(from));
            throw new IllegalArgumentException("checkpoint " + folder.describe(file)
                    + " is of another model or optimizer: expected " + missing + ", found " + unexpected);
        }
        for (int i = 0; i < to.size(); i++) {
            Tensor target = to.get(i);
            System.arraycopy(
                    from.get(i).array(),
                    0,
                    target.array(),
                    target.offset(),
                    target.shape().length());
        }
    }

    /** The optimizer's arrays per training sample, as long as those in the file: only the data tell the right length. */
    private List<float[]> zerosPerSample(List<Tensor> tensors) {
        int samples = tensors.stream()
                .filter(tensor -> tensor.name().startsWith(SAMPLES))
                .mapToInt(tensor -> tensor.shape().length())
                .findFirst()
                .orElse(1);
        return sampleMemoryNames.stream().map(name -> new float[samples]).toList();
    }

    private static List<String> signature(List<Tensor> tensors) {
        return tensors.stream().map(tensor -> tensor.name() + tensor.shape()).toList();
    }

    private List<Tensor> tensors(TrainingState state) {
        List<Tensor> tensors =
                new ArrayList<>(ModelFile.tensors(parameters, buffers, state.parameters(), state.buffers()));
        for (int i = 0; i < stateNames.size(); i++) {
            tensors.addAll(Safetensors.of(
                    "optimizer." + stateNames.get(i) + ".",
                    parameters,
                    state.optimizerState().get(i)));
        }
        for (int i = 0; i < sampleMemoryNames.size(); i++) {
            float[] array = state.sampleMemory().get(i);
            tensors.add(new Tensor(SAMPLES + sampleMemoryNames.get(i), Shape.of(array.length), array, 0));
        }
        return tensors;
    }

    /** The optimizer's numbers as metadata, exactly. */
    private Map<String, String> memory(TrainingState state) {
        Map<String, String> memory = new TreeMap<>();
        for (int i = 0; i < memoryNames.size(); i++) {
            memory.put(MEMORY + memoryNames.get(i), Double.toString(state.optimizerMemory()[i]));
        }
        return memory;
    }

    /** Of the tensors, and of the optimizer's numbers if it has some. */
    private static String checksum(List<Tensor> tensors, Map<String, String> memory) {
        String ofTensors = Safetensors.sha256(tensors);
        return memory.isEmpty() ? ofTensors : Safetensors.sha256(ofTensors + memory);
    }

    /** Oldest first, by number: names are no order, for their digits may be of several scripts. */
    private List<String> files() {
        return folder.list().stream()
                .filter(name -> NAME.matcher(name).matches())
                .sorted(Comparator.comparingLong(Checkpoints::step))
                .toList();
    }

    private static long step(String file) {
        return Long.parseLong(file.substring("step-".length(), file.length() - SUFFIX.length()));
    }

    private static String fileName(long step) {
        return String.format(Locale.ROOT, "step-%012d%s", step, SUFFIX);
    }
}
