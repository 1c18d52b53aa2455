package io.aligspark.optimizer;

import static io.aligspark.optimizer.Requirements.requireDecay;
import static io.aligspark.optimizer.Requirements.requireFinite;
import static io.aligspark.optimizer.Requirements.requireFiniteAt;
import static io.aligspark.optimizer.Requirements.requireNonNegative;
import static io.aligspark.optimizer.Requirements.requirePositive;

import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * ALI-G: the step size comes from the loss, with one hyper-parameter, its maximal value.
 *
 * <p>γ = clip((ℓ − ℓ*) / (‖g‖² + δ), 0, η), then w ← w − γg, with momentum as {@link MomentumKind} says (Berrada,
 * Zisserman, Kumar, ICML 2020, equation 4 and algorithm 1). The unclipped step is global; each group clips it to its own
 * maximum. Where ‖g‖² + δ = 0, γ = 0. There is no weight decay: regularise by a constraint, {@link L2Ball}.
 *
 * @param maxLearningRate η > 0 of the default group; infinity is ALI-G∞
 * @param momentum μ in [0, 1) of the default group
 * @param momentumKind how momentum and the changing step size combine
 * @param delta δ ≥ 0, in units of ‖g‖²; stabilises small gradients
 * @param lowerBound ℓ*, a lower bound of every sample's loss, finite; 0 for all losses used with ALI-G
 * @param groups parameters with values of their own; all others are the default group; an immutable copy is kept
 */
public record Alig(
        double maxLearningRate,
        double momentum,
        MomentumKind momentumKind,
        double delta,
        double lowerBound,
        List<ParameterGroup> groups)
        implements Optimizer {

    /** The authors' δ. */
    public static final double DEFAULT_DELTA = 1e-5;

    /**
     * Checks the hyper-parameters.
     *
     * @throws IllegalArgumentException if a number is out of its range or two groups overlap
     */
    public Alig {
        requirePositive("optimizer.max-learning-rate", maxLearningRate);
        requireDecay("optimizer.momentum", momentum);
        Objects.requireNonNull(momentumKind, "momentumKind");
        requireNonNegative("optimizer.delta", delta);
        requireFinite("optimizer.delta", delta);
        requireFinite("optimizer.lower-bound", lowerBound);
        groups = List.copyOf(groups);
        Segment.listed(groups);
    }

    /** Without groups. */
    public Alig(double maxLearningRate, double momentum, MomentumKind momentumKind, double delta, double lowerBound) {
        this(maxLearningRate, momentum, momentumKind, delta, lowerBound, List.of());
    }

    /**
     * The same rule for a vector of known length, without an empty default group: where the listed groups cover the whole
     * vector, the first of them becomes the default one. Otherwise the values of the default group, which nothing uses,
     * would count in {@link Decision#stepSize()}, the mean over groups.
     *
     * @throws IllegalArgumentException if a group reaches beyond the vector
     */
    public Alig forParameters(int parameterCount) {
        int covered = 0;
        for (Segment segment : Segment.listed(groups)) {
            covered += segment.to() - segment.from();
            if (segment.to() > parameterCount) {
                throw new IllegalArgumentException(
                        "parameter ranges must end at <= " + parameterCount + ", but " + segment.text() + " does not");
            }
        }
        if (groups.isEmpty() || covered < parameterCount) {
            return this;
        }
        ParameterGroup first = groups.get(0);
        List<ParameterGroup> others = groups.subList(1, groups.size());
        return new Alig(first.maxLearningRate(), first.momentum(), momentumKind, delta, lowerBound, others);
    }

    @Override
    public String name() {
        return "alig";
    }

    @Override
    public List<String> stateNames() {
        boolean moving = momentum > 0 || groups.stream().anyMatch(group -> group.momentum() > 0);
        return moving ? List.of("velocity") : List.of();
    }

    @Override
    public Set<Scalar> scalars() {
        return Set.of(Scalar.GRADIENT_SQUARED_NORM);
    }

    @Override
    public Decision decide(Observation observation) {
        long step = observation.step();
        double lossMean = observation.lossMean();
        double gradientSquaredNorm = observation.scalars().get(Scalar.GRADIENT_SQUARED_NORM);
        requireFiniteAt(step, "loss", lossMean);
        requireFiniteAt(step, "squared norm of the gradient", gradientSquaredNorm);
        double denominator = gradientSquaredNorm + delta;
        double unclipped = denominator == 0 ? 0 : Math.max(0, (lossMean - lowerBound) / denominator);
        double[] maxLearningRates = new double[groups.size() + 1];
        maxLearningRates[0] = maxLearningRate;
        for (int group = 0; group < groups.size(); group++) {
            maxLearningRates[group + 1] = groups.get(group).maxLearningRate();
        }
        return Decision.clipped(step, unclipped, maxLearningRates);
    }

    @Override
    public void apply(Decision decision, Slice slice) {
        slice.requireStateCount(stateNames());
        double[] stepSizes = decision.groupStepSizes();
        if (stepSizes.length != groups.size() + 1) {
            throw new IllegalStateException(
                    "decision must have " + (groups.size() + 1) + " step sizes, but has " + stepSizes.length);
        }
        int offset = slice.offset();
        for (Segment segment : Segment.cut(groups, offset, offset + slice.length())) {
            int group = segment.group();
            double groupMomentum = group == 0 ? momentum : groups.get(group - 1).momentum();
            MomentumKernels.apply(
                    slice,
                    segment.from() - offset,
                    segment.to() - offset,
                    stepSizes[group],
                    groupMomentum,
                    momentumKind);
        }
    }
}
