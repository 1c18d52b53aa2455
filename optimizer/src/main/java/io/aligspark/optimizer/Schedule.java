package io.aligspark.optimizer;

import static io.aligspark.optimizer.Requirements.requireAtMostOne;
import static io.aligspark.optimizer.Requirements.requireFactor;
import static io.aligspark.optimizer.Requirements.requirePositive;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/** How a learning rate changes from epoch to epoch. */
public sealed interface Schedule extends Serializable
        permits Plateau, Schedule.Constant, Schedule.EpochDecay, Schedule.Piecewise, ScheduleProduct {

    /** Names of the numbers that it keeps, zero before the first step. */
    default List<String> memoryNames() {
        return List.of();
    }

    /**
     * What the initial rate is multiplied by.
     *
     * @param epoch from 1
     * @param memory as {@link #memoryNames} names it
     */
    double factor(int epoch, double[] memory);

    /** Takes notice of how an epoch went; changes the memory. */
    default void endEpoch(EpochEnd end, double[] memory) {}

    /** Always 1. */
    record Constant() implements Schedule {
        @Override
        public double factor(int epoch, double[] memory) {
            return 1;
        }
    }

    /**
     * A rate that shrinks from epoch to epoch.
     *
     * @param decay in (0, 1], multiplies the rate at the start of each epoch but the first
     */
    record EpochDecay(double decay) implements Schedule {

        /**
         * Checks the factor.
         *
         * @throws IllegalArgumentException if it is not in (0, 1]
         */
        public EpochDecay {
            requirePositive("optimizer.schedule.epoch-decay", decay);
            requireAtMostOne("optimizer.schedule.epoch-decay", decay);
        }

        @Override
        public double factor(int epoch, double[] memory) {
            return StrictMath.pow(decay, epoch - 1.0);
        }
    }

    /**
     * A factor for each stretch of epochs: 1, then that of the last milestone passed.
     *
     * @param milestones by ascending epoch; an immutable copy is kept
     */
    record Piecewise(List<Milestone> milestones) implements Schedule {

        /**
         * From a milestone on.
         *
         * @param afterEpoch the last epoch before it, at least 0
         * @param factor > 0, of the initial rate
         */
        public record Milestone(int afterEpoch, double factor) implements Serializable {}

        /**
         * Checks the order.
         *
         * @throws IllegalArgumentException if epochs do not ascend or a factor is not positive
         */
        public Piecewise {
            milestones = List.copyOf(milestones);
            int before = -1;
            for (Milestone milestone : milestones) {
                if (milestone.afterEpoch <= before) {
                    throw new IllegalArgumentException(
                            "optimizer.schedule.milestones must have ascending epochs >= 0, but has "
                                    + milestone.afterEpoch + " after " + before);
                }
                before = milestone.afterEpoch;
                requirePositive("optimizer.schedule.milestone-factor", milestone.factor);
                requireFactor("optimizer.schedule.milestone-factor", milestone.factor);
            }
        }

        /**
         * The same factor again and again.
         *
         * @param afterEpochs the last epochs before it, ascending, at least 0
         * @param factor > 0, multiplies the rate each time
         * @throws IllegalArgumentException if epochs do not ascend or the factor is not positive
         */
        public static Piecewise steps(List<Integer> afterEpochs, double factor) {
            List<Milestone> milestones = new ArrayList<>();
            double product = 1;
            for (int afterEpoch : afterEpochs) {
                product *= factor;
                milestones.add(new Milestone(afterEpoch, product));
            }
            return new Piecewise(milestones);
        }

        @Override
        public double factor(int epoch, double[] memory) {
            double factor = 1;
            for (Milestone milestone : milestones) {
                if (epoch > milestone.afterEpoch) {
                    factor = milestone.factor;
                }
            }
            return factor;
        }
    }
}
