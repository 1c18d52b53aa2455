package io.aligspark.job.data;

import java.util.List;

/** File formats. */
public enum DataFormat {
    /** Rows of numbers and one label, in text. */
    CSV,
    /** Images and labels of the MNIST family. */
    IDX,
    /** Sparse rows in text, {@code label index:value ...}. */
    LIBSVM,
    /** CIFAR-10 and CIFAR-100 in their binary version. */
    CIFAR,
    /** The cropped digits of SVHN, in MATLAB files. */
    SVHN,
    /** JPEG and PNG photos in one folder per class. */
    IMAGES,
    /** Pairs of sentences as pre-trained word vectors. */
    SNLI,
    /** Columns of Parquet files, or of what else Spark loads as a table. */
    TABLE,
    /** Generated: the repeat-copy task. */
    COPY_TASK;

    /** Shape of a sample of CIFAR and SVHN. */
    public static final List<Integer> CIFAR_SHAPE = List.of(3, 32, 32);
    /** Shape of an observation of the copy task: the longest sequence, and its channels. */
    public static final List<Integer> COPY_TASK_SHAPE = List.of(9, 6);
    /** Bits to be answered at a time step of it: four of the pattern and the end flag. */
    public static final int COPY_TASK_OUTPUTS = 5;
}
