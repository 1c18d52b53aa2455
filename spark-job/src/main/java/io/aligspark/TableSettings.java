package io.aligspark;

import io.aligspark.job.config.Settings;
import io.aligspark.job.data.TableOptions;
import io.aligspark.job.data.tables.TableFacts;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** The settings of a run on a DataFrame: what the configuration leaves open is found in the rows. Driver. */
final class TableSettings {
    /** Losses on values: the label is no class. */
    private static final Set<String> ON_VALUES = Set.of("squared", "absolute", "sigmoid-cross-entropy");

    private TableSettings() {}

    static Settings of(TrainingConfig config, Dataset<Row> table) {
        Settings settings = config.settings();
        TableOptions names =
                new TableOptions("parquet", settings.texts("data.table.features"), settings.text("data.table.label"));
        Map<String, Object> found = new LinkedHashMap<>();
        found.put("data.format", "table");
        found.put("data.train.samples", "DataFrame");
        if (!settings.has("data.shape")) {
            found.put("data.shape", List.of(TableFacts.length(table, names)));
        }
        boolean open = !config.isGiven("data.classes")
                && settings.texts("data.label-values").isEmpty();
        if (ON_VALUES.contains(settings.text("model.loss"))) {
            found.put("data.classes", 0);
        } else if (open) {
            List<String> labels = TableFacts.labels(table, names);
            found.put("data.classes", labels.isEmpty() ? TableFacts.classes(table, names) : Math.max(2, labels.size()));
            if (!labels.isEmpty()) {
                found.put("data.label-values", labels);
            }
        }
        return settings.with(found, "DataFrame");
    }
}
