package io.aligspark.networks;

import java.util.Map;

/** An engine that also tells where its time goes. Slower than the plain one by the calls of the clock. */
public interface ProfiledEngine extends Engine {
    /** Key of {@link #seconds()}: parameters, samples and gradients on their way in and out. */
    String HAND_OVER = "hand-over";

    /** Key of {@link #seconds()}: the loss on the host. */
    String LOSS = "loss";

    /** Key of {@link #seconds()}: all that no other key has. */
    String OTHER = "other";

    /**
     * CPU seconds that the calling thread spent in {@link Engine#load} and {@link Model#lossAndGradient} so far, by kind
     * of layer (the simple name of its class), with
     * {@link #HAND_OVER}, {@link #LOSS} and {@link #OTHER}; the sum is the whole.
     */
    Map<String, Double> seconds();
}
