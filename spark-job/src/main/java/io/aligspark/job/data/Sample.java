package io.aligspark.job.data;

import java.io.Serializable;

/**
 * One labelled sample, packed.
 *
 * @param id stable and unique within its {@link SampleSet}: independent of partitions, file system, folder and cluster
 * @param target a class, 0 to classes - 1, as one number, or values to be predicted; owned by this sample
 * @param features packed values, {@link ElementType#bytes()} each, little-endian, in c order of {@code data.shape};
 *     owned by this sample and not to be written to
 */
public record Sample(long id, float[] target, byte[] features) implements Serializable {}
