package io.aligspark.optimizer;

/** Looks ahead along the gradient, for a line search. Driver; each call costs a pass over the batch. */
@FunctionalInterface
public interface TrialLoss {

    /**
     * The mean loss of the same batch, with the same dropout, at w − sg.
     *
     * @param stepSize s
     * @return may be infinite or NaN, which no search accepts
     */
    double at(double stepSize);
}
