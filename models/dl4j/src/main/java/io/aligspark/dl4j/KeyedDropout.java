package io.aligspark.dl4j;

import io.aligspark.networks.Dropout;
import java.io.Serial;
import org.deeplearning4j.nn.conf.dropout.IDropout;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Dropout whose mask is a function of (seed of the call, layer, element) alone. DL4J's own draws from a generator whose
 * state outlives the call.
 */
final class KeyedDropout implements IDropout {
    @Serial
    private static final long serialVersionUID = 1;

    /** Holds the seed of the current call; shared by the layers of one engine. */
    static final class MaskKey {
        private long seed;

        void set(long newSeed) {
            seed = newSeed;
        }
    }

    private final Dropout dropout;
    private final int layer;
    private final transient MaskKey key;
    private transient INDArray mask;

    KeyedDropout(Dropout dropout, int layer, MaskKey key) {
        this.dropout = dropout;
        this.layer = layer;
        this.key = key;
    }

    @Override
    public INDArray applyDropout(
            INDArray input, INDArray result, int iteration, int epoch, LayerWorkspaceMgr workspaces) {
        float[] values = dropout.mask(key.seed, layer, Math.toIntExact(input.length()));
        clear();
        // Not in a workspace: the mask must live until the backward pass.
        MemoryWorkspace outside = Nd4j.getMemoryManager().scopeOutOfWorkspaces();
        mask = Nd4j.createFromArray(values).reshape('c', input.shape()).castTo(input.dataType());
        outside.close();
        return input.muli(mask, result);
    }

    @Override
    public INDArray backprop(INDArray gradientAtOutput, INDArray gradientAtInput, int iteration, int epoch) {
        gradientAtOutput.muli(mask, gradientAtInput);
        clear();
        return gradientAtInput;
    }

    @Override
    public void clear() {
        if (mask != null) {
            mask.close();
            mask = null;
        }
    }

    /** DL4J clones a configuration per network; every clone of an engine's layer reads the engine's key. */
    @Override
    @SuppressWarnings("MethodDoesntCallSuperMethod")
    public IDropout clone() {
        return new KeyedDropout(dropout, layer, key);
    }
}
