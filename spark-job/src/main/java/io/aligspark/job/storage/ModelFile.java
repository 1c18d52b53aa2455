package io.aligspark.job.storage;

import io.aligspark.job.storage.Safetensors.Tensor;
import io.aligspark.networks.Layout;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * A trained model: its tensors under PyTorch's names and layouts in {@code model.safetensors}, beside the run's
 * {@code config.conf}. Driver.
 *
 * @param parameters {@code [p]}
 * @param buffers {@code [b]} running statistics
 */
public record ModelFile(float[] parameters, float[] buffers) {
    /** The file's name in a model folder. */
    public static final String NAME = "model.safetensors";

    /** Parameters, then buffers, as they stand in files. */
    public static List<Tensor> tensors(
            Layout parameterLayout, Layout bufferLayout, float[] parameters, float[] buffers) {
        List<Tensor> tensors = new ArrayList<>(Safetensors.of("", parameterLayout, parameters));
        tensors.addAll(Safetensors.of("", bufferLayout, buffers));
        return tensors;
    }

    /** SHA-256 over all elements as they stand in the file: the identity of a training result. */
    public static String sha256(Layout parameterLayout, Layout bufferLayout, float[] parameters, float[] buffers) {
        return Safetensors.sha256(tensors(parameterLayout, bufferLayout, parameters, buffers));
    }

    /** Writes the file of a model's folder. */
    public void save(HadoopFiles folder, Layout parameterLayout, Layout bufferLayout) {
        save(folder, NAME, parameterLayout, bufferLayout);
    }

    /** Writes a file. */
    public void save(HadoopFiles folder, String name, Layout parameterLayout, Layout bufferLayout) {
        folder.makeFolder();
        List<Tensor> tensors = tensors(parameterLayout, bufferLayout, parameters, buffers);
        Map<String, String> metadata = Map.of("format", "pt", "sha256", Safetensors.sha256(tensors));
        folder.writeAtomically(name, new Safetensors(metadata, tensors)::writeTo);
    }

    /**
     * Reads the file of a model's folder.
     *
     * @throws IllegalArgumentException if it is damaged or of another network
     */
    public static ModelFile load(HadoopFiles folder, Layout parameterLayout, Layout bufferLayout) {
        ModelFile model = new ModelFile(new float[parameterLayout.length()], new float[bufferLayout.length()]);
        model.fill(folder.in(NAME), parameterLayout, bufferLayout, List.of());
        return model;
    }

    /**
     * Overwrites the arrays by the tensors of a safetensors file, of this or another program.
     *
     * @param ignored tensors of the network that keep their values: regular expressions of whole names
     * @return names of the file's tensors that the network has no use for
     * @throws IllegalArgumentException if the file is missing, damaged, or lacks a tensor, naming it and both shapes
     */
    public List<String> fill(HadoopFiles file, Layout parameterLayout, Layout bufferLayout, List<Pattern> ignored) {
        Safetensors whole = read(file);
        Map<String, Tensor> content = new LinkedHashMap<>();
        whole.tensors().forEach(tensor -> content.put(tensor.name(), tensor));
        for (Tensor target : tensors(parameterLayout, bufferLayout, parameters, buffers)) {
            Tensor source = content.remove(target.name());
            if (ignored.stream()
                    .anyMatch(pattern -> pattern.matcher(target.name()).matches())) {
                continue;
            }
            if (whole.unread().containsKey(target.name())) {
                throw new IllegalArgumentException("tensor " + target.name() + " of " + file.describe("")
                        + " is not read: expected " + target.shape() + " of a type among "
                        + new TreeSet<>(FloatType.NAMES.keySet()) + ", found "
                        + whole.unread().get(target.name()));
            }
            if (source == null) {
                throw new IllegalArgumentException(file.describe("") + " is of another network: expected tensor "
                        + target.name() + " " + target.shape() + ", found none of that name among "
                        + content.keySet().stream().limit(12).toList());
            }
            if (!source.shape().equals(target.shape())) {
                throw new IllegalArgumentException(file.describe("") + " is of another network: expected tensor "
                        + target.name() + " " + target.shape() + ", found " + source.shape());
            }
            requireFinite(source, file);
            System.arraycopy(
                    source.array(),
                    source.offset(),
                    target.array(),
                    target.offset(),
                    target.shape().length());
        }
        return List.copyOf(content.keySet());
    }

    private static void requireFinite(Tensor tensor, HadoopFiles file) {
        for (int i = 0; i < tensor.shape().length(); i++) {
            float value = tensor.array()[tensor.offset() + i];
            if (!Float.isFinite(value)) {
                throw new IllegalArgumentException("tensor " + tensor.name() + " of " + file.describe("") + " holds "
                        + value + ": weights must be finite numbers");
            }
        }
    }

    private static Safetensors read(HadoopFiles file) {
        Safetensors content;
        try (InputStream in = new BufferedInputStream(file.open(""), 1 << 20)) {
            content = Safetensors.read(in);
        } catch (EOFException e) {
            throw new IllegalArgumentException(
                    file.describe("") + " is damaged: truncated at " + file.length("") + " bytes", e);
        } catch (IOException e) {
            throw new IllegalArgumentException(file.describe("") + " is damaged: " + e.getMessage(), e);
        }
        // Files of other programs have no checksum.
        String checksum = content.metadata().get("sha256");
        if (checksum != null && !checksum.equals(Safetensors.sha256(content.tensors()))) {
            throw new IllegalArgumentException(file.describe("") + " is damaged: its checksum does not match");
        }
        return content;
    }
}
