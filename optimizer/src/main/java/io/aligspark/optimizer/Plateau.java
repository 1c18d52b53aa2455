package io.aligspark.optimizer;

import static io.aligspark.optimizer.Requirements.requireAtMostOne;
import static io.aligspark.optimizer.Requirements.requirePositive;

import java.util.List;

/**
 * A rate that shrinks after every epoch whose validation accuracy does not beat the best so far (Conneau et al., EMNLP 2017,
 * section 3.3, divide by 5).
 *
 * @param shrinkage in (0, 1], multiplies the rate each time
 */
public record Plateau(double shrinkage) implements Schedule {
    private static final int BEST = 0;
    private static final int COUNT = 1;

    /**
     * Checks the factor.
     *
     * @throws IllegalArgumentException if it is not in (0, 1]
     */
    public Plateau {
        requirePositive("optimizer.schedule.plateau-factor", shrinkage);
        requireAtMostOne("optimizer.schedule.plateau-factor", shrinkage);
    }

    @Override
    public List<String> memoryNames() {
        return List.of("best-validation-accuracy", "plateaus");
    }

    @Override
    public double factor(int epoch, double[] memory) {
        return StrictMath.pow(shrinkage, memory[COUNT]);
    }

    /** @throws IllegalStateException if there is no validation accuracy */
    @Override
    public void endEpoch(EpochEnd end, double[] memory) {
        double accuracy = end.validationAccuracy();
        if (Double.isNaN(accuracy)) {
            throw new IllegalStateException(
                    "epoch " + end.epoch() + ": a plateau schedule must have a validation accuracy, but has NaN");
        }
        // The first accuracy has nothing to beat, 0 included.
        if (end.epoch() == 1 || accuracy > memory[BEST]) {
            memory[BEST] = accuracy;
        } else {
            memory[COUNT]++;
        }
    }
}
