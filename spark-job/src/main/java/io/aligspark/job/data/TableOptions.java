package io.aligspark.job.data;

import static io.aligspark.job.data.Rules.require;

import java.io.Serializable;
import java.util.List;

/**
 * Which columns of a table become samples.
 *
 * @param source name of a data source of Spark's that reads files: {@code parquet}, {@code orc}, ...
 * @param options of that source, {@code name=value} each
 * @param features columns, or fields of structs ({@code image.bytes}), of numbers, booleans, arrays of numbers or Spark ML vectors, whose values follow one another; or one
 *     of bytes: image files, or a byte a value
 * @param label column or field of numbers, booleans or texts
 */
public record TableOptions(String source, List<String> options, List<String> features, String label)
        implements Serializable {
    /** Without options. */
    public TableOptions(String source, List<String> features, String label) {
        this(source, List.of(), features, label);
    }

    /**
     * Checks that there are names.
     *
     * @throws IllegalArgumentException if one is missing
     */
    public TableOptions {
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
