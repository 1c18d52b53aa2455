package io.aligspark.job.data;

import static io.aligspark.job.data.Rules.require;

import java.io.Serializable;
import java.util.List;
import java.util.Objects;

/**
 * The data of a run: where it lies and how it becomes samples. Config keys mirror the fields, under {@code data.} All of
 * them are here, since their rules depend on one another: hence the length.
 *
 * @param format file format
 * @param root folder that relative paths are resolved against, on any Hadoop file system; if empty, they are relative
 *     to the working directory of the default file system (for the local one: of the process)
 * @param train training samples
 * @param test test samples, or null for none
 * @param validation how many of the training samples are held out
 * @param classes number of classes, >= 2; 0 if the label is a value to be predicted
 * @param labelValues labels in the files in class order, compared as text (CSV, SNLI, images, columns of text) or as numbers (all else); empty
 *     if they are the integers 0 to classes - 1
 * @param shape shape of one sample: {@code [features]} or {@code [channels, height, width]}; COPY_TASK: {@code [time, channels]};
 *     SNLI: {@code [2, time, vector]}
 * @param scale factor of every value, > 0; applied before mean and std
 * @param mean subtracted from the scaled values; one entry, or one per channel (per feature)
 * @param std divisor after that, > 0; one entry, or one per channel (per feature)
 * @param csv how CSV rows look; may be null for the other formats
 * @param libsvm how LIBSVM rows count; may be null for the other formats
 * @param images how photos become samples; may be null for the other formats
 * @param snli how sentences become samples; may be null for the other formats
 * @param table which columns become samples; may be null for the other formats
 * @param augment random changes of training images
 * @param badRecords what becomes of records that cannot be used
 */
public record DataConfig(
        DataFormat format,
        String root,
        DataSource train,
        DataSource test,
        Validation validation,
        int classes,
        List<String> labelValues,
        List<Integer> shape,
        double scale,
        List<Double> mean,
        List<Double> std,
        CsvOptions csv,
        LibsvmOptions libsvm,
        ImageOptions images,
        SnliOptions snli,
        TableOptions table,
        Augmentation augment,
        BadRecordPolicy badRecords)
        implements Serializable {

    /**
     * Checks every rule that can be checked without reading a file.
     *
     * @throws IllegalArgumentException if a value breaks its rule; the message names key, rule and value
     */
    public DataConfig {
        Objects.requireNonNull(format, "data.format");
        Objects.requireNonNull(root, "data.root");
        Objects.requireNonNull(validation, "data.validation");
        labelValues = List.copyOf(labelValues);
        shape = List.copyOf(shape);
        mean = List.copyOf(mean);
        std = List.copyOf(std);
        Rules.requireSource(format, "data.train", train);
        if (test != null) {
            Rules.requireSource(format, "data.test", test);
        }
        require(classes >= 2 || classes == 0, "data.classes", ">= 2, or 0 if the label is a value", classes);
        require(classes == 0 || format != DataFormat.COPY_TASK, "data.classes", "0 for copy-task", classes);
        boolean cifar = format != DataFormat.CIFAR || classes == 10 || classes == 100;
        require(cifar, "data.classes", "10 or 100 for cifar", classes);
        require(classes == 10 || format != DataFormat.SVHN, "data.classes", "10 for svhn", classes);
        require(classes > 0 || labelValues.isEmpty(), "data.label-values", "empty without classes", labelValues);
        boolean complete = labelValues.isEmpty() || labelValues.size() == classes;
        require(complete, "data.label-values", "empty or " + classes + " labels (data.classes)", labelValues);
        Labels.of(format, classes, labelValues);
        Rules.requireShape(format, shape);
        require(scale > 0 && Double.isFinite(scale), "data.scale", "> 0 and finite", scale);
        Rules.requirePerChannel("data.mean", mean, shape);
        Rules.requirePerChannel("data.std", std, shape);
        require(std.stream().allMatch(x -> x > 0), "data.std", "> 0", std);
        if (format == DataFormat.IMAGES) {
            boolean photos = classes > 0 && shape.size() == 3 && shape.get(0) == 3;
            require(photos, "data.shape", "[3, height, width] for images, with data.classes >= 2", shape);
        }
        if (format == DataFormat.IMAGES || (format == DataFormat.TABLE && shape.size() == 3)) {
            int side = Math.max(shape.get(1), shape.get(2));
            boolean covers = images.resize() == 0 || images.resize() >= side;
            require(covers, "data.images.resize", ">= " + side + " (data.shape), or 0", images.resize());
        }
        Rules.requireAugment(format, shape, images, augment);
        Objects.requireNonNull(badRecords, "badRecords");
        if (format == DataFormat.SNLI) {
            require(!snli.vectors().isBlank(), "data.snli.vectors", "a path", DataException.quote(snli.vectors()));
            require(classes == 3, "data.classes", "3 for snli", classes);
            boolean plain = scale == 1 && mean.equals(List.of(0.0)) && std.equals(List.of(1.0));
            String given = scale + ", " + mean + ", " + std;
            require(plain, "data.scale, mean, std", "1, [0], [1] for snli, whose vectors are used as they are", given);
        }
        if (format == DataFormat.CSV && !csv.named()) {
            int last = Rules.length(shape);
            boolean inRow = csv.labelIndex(last) <= last;
            require(inRow, "data.csv.label-column", "<= " + last + " (the values of data.shape)", csv.labelColumn());
        }
    }

    /**
     * Number of parts of a sample that have a mean and deviation of their own.
     *
     * @return 1 if both are single numbers, otherwise the first entry of the shape: channels, or features
     */
    public int channels() {
        return mean.size() == 1 && std.size() == 1 ? 1 : shape.get(0);
    }

    /**
     * Number of outputs that a network on these data has.
     *
     * @return a logit per class, or one value; those of one time step of a sequence
     */
    public int outputs() {
        if (format == DataFormat.COPY_TASK) {
            return DataFormat.COPY_TASK_OUTPUTS;
        }
        return classes == 0 ? 1 : classes;
    }

    /**
     * Number of values of one sample.
     *
     * @return product of the shape
     */
    public int sampleLength() {
        return Rules.length(shape);
    }
}
