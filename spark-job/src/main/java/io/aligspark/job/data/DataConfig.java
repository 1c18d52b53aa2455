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
        Format format,
        String root,
        Source train,
        Source test,
        Validation validation,
        int classes,
        List<String> labelValues,
        List<Integer> shape,
        double scale,
        List<Double> mean,
        List<Double> std,
        Csv csv,
        Libsvm libsvm,
        Images images,
        Snli snli,
        Table table,
        Augmentation augment,
        BadRecordPolicy badRecords)
        implements Serializable {

    /** File formats. */
    public enum Format {
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
        COPY_TASK
    }

    /**
     * Where samples lie.
     *
     * @param samples path of a file, a folder or a glob; IDX: one file; IMAGES: a folder of folders; COPY_TASK: a number of sequences
     * @param labels path of the label file of IDX, and of SNLI in three files; empty for the other formats
     */
    public record Source(String samples, String labels) implements Serializable {
        /** Checks that nothing is null. */
        public Source {
            Objects.requireNonNull(samples, "samples");
            Objects.requireNonNull(labels, "labels");
        }
    }

    /**
     * How CSV rows look.
     *
     * @param delimiter between cells
     * @param header whether the first line of each file is a header, to be skipped
     * @param labelColumn {@code last}, {@code first}, a column number counted from 0, or with a header a name
     * @param features names of the columns that are values, in this order; empty for all but the label
     * @param exclude names of columns that are left out; empty if {@code features} are named
     */
    public record Csv(char delimiter, boolean header, String labelColumn, List<String> features, List<String> exclude)
            implements Serializable {
        private static final String PLACE = "first|last|\\d{1,9}";

        /** Columns by their places. */
        public Csv(char delimiter, boolean header, String labelColumn) {
            this(delimiter, header, labelColumn, List.of(), List.of());
        }

        /**
         * Checks delimiter and columns.
         *
         * @throws IllegalArgumentException if a value breaks its rule
         */
        public Csv {
            features = List.copyOf(features);
            exclude = List.copyOf(exclude);
            boolean separates = !Character.isLetterOrDigit(delimiter) && "\"+-.\r\n".indexOf(delimiter) < 0;
            require(separates, "data.csv.delimiter", "a separator such as , ; or tab", "'" + delimiter + "'");
            boolean column = labelColumn.matches(PLACE) || (header && !labelColumn.isBlank());
            String rule = "last, first or a number counted from 0" + (header ? ", or a name" : "");
            require(column, "data.csv.label-column", rule, labelColumn);
            require(header || features.isEmpty(), "data.csv.features", "empty without data.csv.header", features);
            require(header || exclude.isEmpty(), "data.csv.exclude", "empty without data.csv.header", exclude);
            boolean one = features.isEmpty() || exclude.isEmpty();
            require(one, "data.csv.exclude", "empty where data.csv.features names the columns", exclude);
        }

        /** Whether columns are found by their names. */
        boolean named() {
            return !features.isEmpty() || !exclude.isEmpty() || !labelColumn.matches(PLACE);
        }

        /** The label's column, counted from 0, in rows that end at column {@code last}. */
        int labelIndex(int last) {
            return switch (labelColumn) {
                case "first" -> 0;
                case "last" -> last;
                default -> Integer.parseInt(labelColumn);
            };
        }
    }

    /**
     * How LIBSVM rows count.
     *
     * @param firstIndex index of the first feature, 1 or 0
     */
    public record Libsvm(int firstIndex) implements Serializable {
        /**
         * Checks the index.
         *
         * @throws IllegalArgumentException if it is neither
         */
        public Libsvm {
            require(firstIndex == 0 || firstIndex == 1, "data.libsvm.first-index", "1 or 0", firstIndex);
        }
    }

    /**
     * How photos become samples.
     *
     * @param resize pixels of the short side, before the centre is cut out; 0 for the larger of height and width
     * @param keep what lies in memory
     * @param exifOrientation whether they are turned as EXIF says
     */
    public record Images(int resize, Keep keep, boolean exifOrientation) implements Serializable {

        /** In which form photos lie in memory. */
        public enum Keep {
            /** As in the files; decoded whenever one is used. */
            ENCODED,
            /** As pixels of {@code data.shape}. */
            DECODED
        }

        /**
         * Checks the size.
         *
         * @throws IllegalArgumentException if it is negative
         */
        public Images {
            Objects.requireNonNull(keep, "data.images.keep");
            require(resize >= 0, "data.images.resize", ">= 0", resize);
        }
    }

    /**
     * How sentences become samples.
     *
     * @param vectors path of a text file of word vectors in GloVe's format
     */
    public record Snli(String vectors) implements Serializable {
        /** Checks that nothing is null. */
        public Snli {
            Objects.requireNonNull(vectors, "vectors");
        }
    }

    /**
     * Which columns of a table become samples.
     *
     * @param source name of a data source of Spark's that reads files: {@code parquet}, {@code orc}, ...
     * @param options of that source, {@code name=value} each
     * @param features columns, or fields of structs ({@code image.bytes}), of numbers, booleans, arrays of numbers or Spark ML vectors, whose values follow one another; or one
     *     of bytes: image files, or a byte a value
     * @param label column or field of numbers, booleans or texts
     */
    public record Table(String source, List<String> options, List<String> features, String label)
            implements Serializable {
        /** Without options. */
        public Table(String source, List<String> features, String label) {
            this(source, List.of(), features, label);
        }

        /**
         * Checks that there are names.
         *
         * @throws IllegalArgumentException if one is missing
         */
        public Table {
            features = List.copyOf(features);
            options = List.copyOf(options);
            boolean pairs = options.stream().allMatch(option -> option.matches("\\w[^=]*=.*"));
            require(pairs, "data.table.options", "a list of name=value", options);
            require(!source.isBlank(), "data.table.source", "a data source of Spark's", DataException.quote(source));
            boolean named = !features.isEmpty() && features.stream().noneMatch(String::isBlank);
            require(named, "data.table.features", "one or more names of columns", features);
            require(!label.isBlank(), "data.table.label", "the name of a column", DataException.quote(label));
        }
    }

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
        require(classes == 0 || format != Format.COPY_TASK, "data.classes", "0 for copy-task", classes);
        boolean cifar = format != Format.CIFAR || classes == 10 || classes == 100;
        require(cifar, "data.classes", "10 or 100 for cifar", classes);
        require(classes == 10 || format != Format.SVHN, "data.classes", "10 for svhn", classes);
        require(classes > 0 || labelValues.isEmpty(), "data.label-values", "empty without classes", labelValues);
        boolean complete = labelValues.isEmpty() || labelValues.size() == classes;
        require(complete, "data.label-values", "empty or " + classes + " labels (data.classes)", labelValues);
        Labels.of(format, classes, labelValues);
        Rules.requireShape(format, shape);
        require(scale > 0 && Double.isFinite(scale), "data.scale", "> 0 and finite", scale);
        Rules.requirePerChannel("data.mean", mean, shape);
        Rules.requirePerChannel("data.std", std, shape);
        require(std.stream().allMatch(x -> x > 0), "data.std", "> 0", std);
        if (format == Format.IMAGES) {
            boolean photos = classes > 0 && shape.size() == 3 && shape.get(0) == 3;
            require(photos, "data.shape", "[3, height, width] for images, with data.classes >= 2", shape);
        }
        if (format == Format.IMAGES || (format == Format.TABLE && shape.size() == 3)) {
            int side = Math.max(shape.get(1), shape.get(2));
            boolean covers = images.resize() == 0 || images.resize() >= side;
            require(covers, "data.images.resize", ">= " + side + " (data.shape), or 0", images.resize());
        }
        Rules.requireAugment(format, shape, images, augment);
        Objects.requireNonNull(badRecords, "badRecords");
        if (format == Format.SNLI) {
            require(!snli.vectors().isBlank(), "data.snli.vectors", "a path", DataException.quote(snli.vectors()));
            require(classes == 3, "data.classes", "3 for snli", classes);
            boolean plain = scale == 1 && mean.equals(List.of(0.0)) && std.equals(List.of(1.0));
            String given = scale + ", " + mean + ", " + std;
            require(plain, "data.scale, mean, std", "1, [0], [1] for snli, whose vectors are used as they are", given);
        }
        if (format == Format.CSV && !csv.named()) {
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
        if (format == Format.COPY_TASK) {
            return CopyTask.OUTPUTS;
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
