package io.aligspark.job.storage;

import io.aligspark.job.storage.Safetensors.Tensor;
import io.aligspark.networks.Layout;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

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

    /** Writes the file. */
    public void save(HadoopFiles folder, Layout parameterLayout, Layout bufferLayout) {
        folder.makeFolder();
        List<Tensor> tensors = tensors(parameterLayout, bufferLayout, parameters, buffers);
        Map<String, String> metadata = Map.of("format", "pt", "sha256", Safetensors.sha256(tensors));
        folder.writeAtomically(NAME, new Safetensors(metadata, tensors)::writeTo);
    }

    /**
     * Reads the file.
     *
     * @throws IllegalArgumentException if it is damaged or of another network
     */
    public static ModelFile load(HadoopFiles folder, Layout parameterLayout, Layout bufferLayout) {
        ModelFile model = new ModelFile(new float[parameterLayout.length()], new float[bufferLayout.length()]);
        List<Tensor> expected = tensors(parameterLayout, bufferLayout, model.parameters, model.buffers);
        Safetensors content;
        try (InputStream in = new BufferedInputStream(folder.open(NAME), 1 << 20)) {
            content = Safetensors.read(in);
        } catch (IOException e) {
            throw new IllegalArgumentException("model " + folder.describe(NAME) + " is damaged: " + e.getMessage(), e);
        }
        // Files of other programs have no checksum.
        String checksum = content.metadata().get("sha256");
        if (checksum != null && !checksum.equals(Safetensors.sha256(content.tensors()))) {
            throw new IllegalArgumentException(
                    "model " + folder.describe(NAME) + " is damaged: its checksum does not match");
        }
        for (Tensor target : expected) {
            Tensor source = content.tensors().stream()
                    .filter(tensor -> tensor.name().equals(target.name())
                            && tensor.shape().equals(target.shape()))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("model " + folder.describe(NAME)
                            + " is of another network: expected " + target.name() + " " + target.shape()));
            System.arraycopy(
                    source.array(),
                    source.offset(),
                    target.array(),
                    target.offset(),
                    target.shape().length());
        }
        return model;
    }
}
