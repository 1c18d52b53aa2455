package io.aligspark.optimizer;

import static io.aligspark.optimizer.Requirements.requireFiniteAt;
import static io.aligspark.optimizer.Requirements.requirePositive;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Another optimizer that sees g · min(1, c/‖g‖) in the place of the gradient g (Pascanu, Mikolov and Bengio, ICML 2013,
 * algorithm 1; the norm is over all parameters). Weight decay is added to the clipped gradient.
 *
 * @param inner whose step size does not come from the loss and the gradient: clipping would break their ratio
 * @param maxNorm c > 0
 */
public record ClippedGradient(Optimizer inner, double maxNorm) implements Optimizer {

    /**
     * Checks both.
     *
     * @throws IllegalArgumentException if the norm is not positive, or the optimizer is not to be clipped
     */
    public ClippedGradient {
        requirePositive("optimizer.clip-norm", maxNorm);
        // BPGrad's step is proportional to the loss over the norm, not its square: the authors clip it, without a
        // penalty.
        boolean proportional = inner instanceof BpGrad bpGrad && bpGrad.weightDecay() == 0;
        if (!(inner instanceof PrescribedRate || proportional)) {
            throw new IllegalArgumentException("optimizer.clip-norm must be infinity for " + inner.name()
                    + ", whose step size comes from the loss and the gradient, but was " + maxNorm);
        }
    }

    @Override
    public String name() {
        return inner.name();
    }

    @Override
    public List<String> stateNames() {
        return inner.stateNames();
    }

    @Override
    public List<String> memoryNames() {
        return inner.memoryNames();
    }

    @Override
    public Set<Scalar> scalars() {
        Set<Scalar> scalars = EnumSet.of(Scalar.GRADIENT_SQUARED_NORM);
        scalars.addAll(inner.scalars());
        return scalars;
    }

    @Override
    public Map<Scalar, double[]> measure(long step, Slice slice) {
        Map<Scalar, double[]> sums = new EnumMap<>(Scalar.class);
        sums.putAll(inner.measure(step, slice));
        sums.computeIfAbsent(
                Scalar.GRADIENT_SQUARED_NORM, norm -> ChunkedSums.squaredNorm(slice.gradientMean(), slice.length()));
        return sums;
    }

    @Override
    public Decision decide(Observation observation) {
        double squaredNorm = observation.scalars().get(Scalar.GRADIENT_SQUARED_NORM);
        requireFiniteAt(observation.step(), "squared norm of the gradient", squaredNorm);
        double factor = Math.min(1, maxNorm / Math.sqrt(squaredNorm));
        return inner.decide(observation.withGradientTimes(factor)).withGradientFactor(factor);
    }

    @Override
    public void apply(Decision decision, Slice slice) {
        L2Ball.scale(slice.gradientMean(), slice.length(), decision.gradientFactor());
        inner.apply(decision, slice);
    }

    @Override
    public void endEpoch(EpochEnd end, double[] memory, List<float[]> sampleMemory) {
        inner.endEpoch(end, memory, sampleMemory);
    }
}
