package io.aligspark.optimizer;

/** Which loss of a training sample counts as reached when {@link AligPlus} moves the sample's target. */
public enum ReachedLosses {
    /**
     * The one at its last visit, as in the authors' code: there the losses of the best epoch are kept by reference, and
     * so follow every later visit.
     */
    LAST_VISIT,
    /** The one in the epoch with the lowest mean so far, as the authors' documentation says. */
    BEST_EPOCH
}
