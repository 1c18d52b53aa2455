package io.aligspark.job.session;

import io.aligspark.job.reduction.Evaluation;
import io.aligspark.job.storage.TrainingState;
import java.util.Optional;
import java.util.function.Function;

/**
 * Ends a run whose validation loss gets no lower, and keeps the state of its best epoch. A run that goes on compares the states
 * that it finds again, so that it ends as it would have undisturbed. Driver.
 */
final class EarlyStopping {
    private final int patience;
    private final RunStore store;
    private int epochsSinceBest;
    private double lowest = Double.POSITIVE_INFINITY;

    /** @param patience epochs without a lower loss after which a run ends; 0 for none */
    EarlyStopping(int patience, RunStore store) {
        this.patience = patience;
        this.store = store;
    }

    /**
     * Takes note of where the run goes on.
     *
     * @param loss on the validation set
     */
    void goOn(TrainingState start, int stepsPerEpoch, Function<TrainingState, Evaluation> loss) {
        if (patience == 0 || start.step() == 0) {
            return;
        }
        Optional<TrainingState> best = store.best().filter(state -> state.step() <= start.step());
        best.ifPresent(state -> {
            lowest = loss.apply(state).lossMean();
            epochsSinceBest = (int) ((start.step() - state.step()) / stepsPerEpoch);
        });
        if (best.isEmpty() || best.get().step() < start.step()) {
            // It may have ended between this checkpoint and the comparison.
            double now = loss.apply(start).lossMean();
            if (now < lowest) {
                keep(start, now);
            }
        }
    }

    /** Whether an epoch is the best so far. */
    boolean isBest(double validationLoss) {
        return patience > 0 && validationLoss < lowest;
    }

    /** After its checkpoint, if it is the best. */
    boolean goesOn(TrainingState state, double validationLoss) {
        if (isBest(validationLoss)) {
            keep(state, validationLoss);
        } else {
            epochsSinceBest++;
        }
        return patience == 0 || epochsSinceBest < patience;
    }

    /** The state of the best epoch, or the last one. */
    TrainingState best(TrainingState last) {
        return patience == 0 ? last : store.best().orElse(last);
    }

    private void keep(TrainingState state, double loss) {
        store.saveBest(state);
        lowest = loss;
        epochsSinceBest = 0;
    }
}
