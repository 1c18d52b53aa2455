package io.aligspark.job.data;

import java.io.Serializable;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Maps the labels in the files to targets: classes by {@code data.label-values} or the integers 0 to classes - 1, or
 * values as they are.
 */
public final class Labels implements Serializable {
    private static final long serialVersionUID = 1L;
    private static final int MAX_LISTED = 10;
    // As pandas writes whole numbers beside a missing one.
    private static final Pattern WHOLE = Pattern.compile("([+-]?\\d+)\\.0*");

    private final int classes;
    private final List<String> values;
    private final Map<String, Integer> byText = new HashMap<>();
    private final Map<Double, Integer> byNumber = new HashMap<>();

    private Labels(int classes, List<String> values) {
        this.classes = classes;
        this.values = values;
    }

    /**
     * Labels of a configuration, compared as text (CSV, images, SNLI, columns of text) or as numbers (all else).
     *
     * @throws IllegalArgumentException if two entries are the same label, or one is not a number where it must be
     */
    public static Labels of(DataFormat format, int classes, List<String> values) {
        Labels labels = new Labels(classes, values);
        for (int i = 0; i < values.size(); i++) {
            String value = values.get(i).strip();
            Integer previous = switch (format) {
                case CSV, IMAGES, SNLI -> labels.byText.put(value, i);
                case TABLE -> labels.putBoth(value, i);
                case IDX, LIBSVM, CIFAR, SVHN, COPY_TASK -> labels.byNumber.put(number(value, values), i);
            };
            if (previous != null) {
                throw new IllegalArgumentException("data.label-values must be distinct, but was " + values);
            }
        }
        return labels;
    }

    /** Of the columns of a table, some hold texts, some numbers. */
    private Integer putBoth(String value, int index) {
        Integer sameNumber = null;
        try {
            sameNumber = byNumber.put(Double.parseDouble(value) + 0.0, index);
        } catch (NumberFormatException e) {
            // A column of numbers will not have it.
        }
        Integer sameText = byText.put(value, index);
        return sameText == null ? sameNumber : sameText;
    }

    /** The target of a label in text, or NaN. */
    public float ofText(String label) {
        if (!values.isEmpty()) {
            Integer known = byText.getOrDefault(label, byText.get(whole(label)));
            return known == null ? Float.NaN : known;
        }
        try {
            return classes == 0 ? finite(Double.parseDouble(label)) : inRange(Integer.parseInt(whole(label)));
        } catch (NumberFormatException e) {
            return Float.NaN;
        }
    }

    private static String whole(String label) {
        Matcher matcher = WHOLE.matcher(label);
        return matcher.matches() ? matcher.group(1) : label;
    }

    /** The target of a label that is false or true, 0 and 1 unless {@code data.label-values} has their names, or NaN. */
    public float ofBoolean(boolean label) {
        Integer known = byText.get(String.valueOf(label));
        return known == null ? ofNumber(label ? 1 : 0) : known;
    }

    /** The target of a numeric label, or NaN. */
    public float ofNumber(double label) {
        if (classes == 0) {
            return finite(label);
        }
        if (!values.isEmpty()) {
            Integer known = byNumber.get(label + 0.0);
            return known == null ? Float.NaN : known;
        }
        return label == Math.rint(label) && Math.abs(label) < Integer.MAX_VALUE ? inRange((int) label) : Float.NaN;
    }

    /** What a label must be, for an error message. */
    public String rule() {
        if (classes == 0) {
            return "a finite number";
        }
        if (values.isEmpty()) {
            return "an integer from 0 to " + (classes - 1) + " (data.classes; or list others in data.label-values)";
        }
        return classes <= MAX_LISTED
                ? "one of data.label-values " + values
                : "one of the " + classes + " data.label-values";
    }

    private float inRange(int label) {
        return label >= 0 && label < classes ? label : Float.NaN;
    }

    private static float finite(double value) {
        return Math.abs(value) <= Float.MAX_VALUE ? (float) value : Float.NaN;
    }

    private static double number(String value, List<String> values) {
        try {
            // + 0.0 makes -0.0 the key that 0.0 is.
            return Double.parseDouble(value) + 0.0;
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("data.label-values must be numbers, but was " + values, e);
        }
    }
}
