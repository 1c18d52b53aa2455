/**
 * Step rules, the projection and the vector kernels of training: arithmetic on plain arrays, the JDK only.
 *
 * <p>The parameters of a model are one vector of floats. One step goes
 *
 * <pre>{@code
 * Map<Scalar, double[]> chunkSums = optimizer.measure(step, slice);                 // every slice, anywhere
 * Decision decision = optimizer.decide(observation with Scalars.totals(chunkSums)); // driver, once
 * optimizer.apply(decision, slice);                                                 // every slice, anywhere
 * double scale = ball.scale(ChunkedSums.total(ChunkedSums.squaredNorm(parameters, length)));           // driver, once
 * L2Ball.scale(parameters, length, scale);                                          // every slice, anywhere
 * }</pre>
 *
 * <p>Every number that concerns the whole vector is a double, computed once, in one fixed order. What then changes the
 * vector is element-wise and in float, so the same bits come out however the vector is cut into slices.
 *
 * <p>Source of ALI-G: Berrada, Zisserman, Kumar, "Training Neural Networks for and by Interpolation", ICML 2020.
 */
package io.aligspark.optimizer;
