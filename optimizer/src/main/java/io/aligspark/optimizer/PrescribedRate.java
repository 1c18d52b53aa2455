package io.aligspark.optimizer;

import static io.aligspark.optimizer.Requirements.requireFiniteAt;

import java.util.List;
import java.util.Set;

/** An optimizer whose step size does not depend on the loss: a learning rate, constant or by a schedule. */
public sealed interface PrescribedRate extends Optimizer permits Adagrad, Adam, AdamW, AmsGrad, RmsProp, Sgd, Yogi {

    /** η of every step. */
    LearningRate learningRate();

    @Override
    default List<String> memoryNames() {
        return learningRate().schedule().memoryNames();
    }

    @Override
    default Set<Scalar> scalars() {
        return Set.of();
    }

    @Override
    default Decision decide(Observation observation) {
        requireFiniteAt(observation.step(), "loss", observation.lossMean());
        return Decision.prescribed(observation.step(), learningRate().at(observation.position(), observation.memory()));
    }

    @Override
    default void endEpoch(EpochEnd end, double[] memory, List<float[]> sampleMemory) {
        learningRate().schedule().endEpoch(end, memory);
    }
}
