package io.aligspark.optimizer;

import static io.aligspark.optimizer.Requirements.requireDecay;
import static io.aligspark.optimizer.Requirements.requireFactor;
import static io.aligspark.optimizer.Requirements.requireFiniteAt;
import static io.aligspark.optimizer.Requirements.requireNonNegative;
import static io.aligspark.optimizer.Requirements.requirePositive;

import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * ALI-G+: ALI-G where training samples cannot all reach loss 0. Each sample z has a target a_z in place of the bound 0.
 *
 * <p>γ = clip(mean(ℓ_z − a_z) / (‖g‖² + 10⁻⁹), 0, η) over the batch; w ← w − γ(g + λw), v ← μv − γg, w ← w + μv. λ acts
 * on neither v nor ‖g‖². Every ⌊E/K⌋ epochs, with l_z the loss that was reached ({@link ReachedLosses}): where l_z ≤ a_z,
 * a_z ← max(0, a_z − d_z/2); elsewhere d_z ← (l_z − a_z)/2, then a_z ← a_z + d_z. All a_z and d_z start at 0 (Paren, Poudel,
 * Kumar, TMLR 2022, as in the authors' code). A sample that was never visited keeps its target and stays out of all means.
 *
 * @param maxLearningRate η > 0, may be infinite
 * @param momentum μ in [0, 1)
 * @param weightDecay λ ≥ 0, an L2 penalty ½λ‖w‖² that the loss does not include
 * @param targetUpdates K, from 1 to E
 * @param epochs E of the whole run, at least 1
 * @param reachedLosses what a target is compared with
 */
public record AligPlus(
        double maxLearningRate,
        double momentum,
        double weightDecay,
        int targetUpdates,
        int epochs,
        ReachedLosses reachedLosses)
        implements Optimizer {
    private static final double DELTA = 1e-9;

    // Places of the arrays of sample memory.
    private static final int LAST = 0;
    private static final int TARGET = 1;
    private static final int GAP = 2;
    private static final int BEST = 3;

    /**
     * Checks the hyper-parameters.
     *
     * @throws IllegalArgumentException if a number is out of its range
     */
    public AligPlus {
        requirePositive("optimizer.max-learning-rate", maxLearningRate);
        requireDecay("optimizer.momentum", momentum);
        requireNonNegative("optimizer.weight-decay", weightDecay);
        requireFactor("optimizer.weight-decay", weightDecay);
        Objects.requireNonNull(reachedLosses, "reachedLosses");
        if (targetUpdates < 1 || targetUpdates > epochs) {
            throw new IllegalArgumentException("optimizer.target-updates must be from 1 to train.epochs = " + epochs
                    + ", but was " + targetUpdates);
        }
    }

    @Override
    public String name() {
        return "alig-plus";
    }

    @Override
    public List<String> stateNames() {
        return momentum > 0 ? List.of("velocity") : List.of();
    }

    @Override
    public List<String> sampleMemoryNames() {
        return switch (reachedLosses) {
            case LAST_VISIT -> List.of("last-loss", "target", "gap");
            case BEST_EPOCH -> List.of("last-loss", "target", "gap", "best-loss");
        };
    }

    @Override
    public Set<Scalar> scalars() {
        return Set.of(Scalar.GRADIENT_SQUARED_NORM);
    }

    @Override
    public Decision decide(Observation observation) {
        long step = observation.step();
        BatchSamples samples = observation.samples();
        double lossMean = observation.lossMean();
        double gradientSquaredNorm = observation.scalars().get(Scalar.GRADIENT_SQUARED_NORM);
        requireFiniteAt(step, "loss", lossMean);
        requireFiniteAt(step, "squared norm of the gradient", gradientSquaredNorm);
        int[] indices = samples.indices();
        if (indices.length == 0) {
            throw new IllegalStateException("the losses of the batch's samples must be measured, but none are");
        }
        float[] target = samples.memory().get(TARGET);
        double targetSum = 0;
        for (int i = 0; i < indices.length; i++) {
            requireFiniteAt(step, "loss of a sample", samples.losses()[i]);
            targetSum += target[indices[i]];
        }
        double unclipped = Math.max(0, (lossMean - targetSum / indices.length) / (gradientSquaredNorm + DELTA));
        Decision decision = Decision.clipped(step, unclipped, new double[] {maxLearningRate});
        float[] last = samples.memory().get(LAST);
        for (int i = 0; i < indices.length; i++) {
            last[indices[i]] = asVisited(samples.losses()[i]);
        }
        return decision;
    }

    @Override
    public void apply(Decision decision, Slice slice) {
        slice.requireStateCount(stateNames());
        float[] w = slice.parameters();
        float[] g = slice.gradientMean();
        float gamma = (float) decision.stepSize();
        float decay = (float) (decision.stepSize() * weightDecay);
        int length = slice.length();
        if (momentum == 0) {
            for (int i = 0; i < length; i++) {
                w[i] -= gamma * g[i] + decay * w[i];
            }
            return;
        }
        float mu = (float) momentum;
        float[] v = slice.state().get(0);
        for (int i = 0; i < length; i++) {
            float move = gamma * g[i];
            float velocity = mu * v[i] - move;
            v[i] = velocity;
            w[i] += mu * velocity - move - decay * w[i];
        }
    }

    @Override
    public void endEpoch(EpochEnd end, double[] memory, List<float[]> sampleMemory) {
        float[] reached = sampleMemory.get(LAST);
        if (reachedLosses == ReachedLosses.BEST_EPOCH) {
            float[] best = sampleMemory.get(BEST);
            if (meanOfVisited(reached) < meanOfVisited(best)) {
                System.arraycopy(reached, 0, best, 0, best.length);
            }
            reached = best;
        }
        if (end.epoch() % (epochs / targetUpdates) == 0) {
            moveTargets(reached, sampleMemory.get(TARGET), sampleMemory.get(GAP));
        }
    }

    private static void moveTargets(float[] reached, float[] target, float[] gap) {
        for (int i = 0; i < reached.length; i++) {
            if (!isVisited(reached[i])) {
                continue;
            }
            double loss = loss(reached[i]);
            double before = target[i];
            if (loss <= before) {
                target[i] = (float) Math.max(0, before - gap[i] / 2.0);
            } else {
                gap[i] = (float) ((loss - before) / 2);
                target[i] = (float) ((before + loss) / 2);
            }
        }
    }

    /** In the order of the samples; infinite before the first visit. */
    private static double meanOfVisited(float[] losses) {
        double sum = 0;
        int visited = 0;
        for (float stored : losses) {
            if (isVisited(stored)) {
                sum += loss(stored);
                visited++;
            }
        }
        return visited == 0 ? Double.POSITIVE_INFINITY : sum / visited;
    }

    // Zero means that a sample was not visited yet: a loss of 0 is kept as the smallest float.

    private static float asVisited(float loss) {
        return Math.max(loss, Float.MIN_VALUE);
    }

    private static boolean isVisited(float stored) {
        return stored > 0;
    }

    private static double loss(float stored) {
        return stored == Float.MIN_VALUE ? 0 : stored;
    }
}
