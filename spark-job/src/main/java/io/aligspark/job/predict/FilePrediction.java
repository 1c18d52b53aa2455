package io.aligspark.job.predict;

import io.aligspark.job.config.RunConfig;
import io.aligspark.job.data.BadRecords;
import io.aligspark.job.data.DataFormat;
import io.aligspark.job.data.DataSource;
import io.aligspark.job.data.SampleSet;
import io.aligspark.job.data.reading.SampleReader;
import io.aligspark.job.session.Cluster;
import io.aligspark.job.session.Events;
import io.aligspark.job.session.ModelEvaluation;
import io.aligspark.job.storage.HadoopFiles;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.FilterFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.DataFrameWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.util.LongAccumulator;

/**
 * Predictions for the files of a source, written as a table. Driver.
 *
 * @param model with {@code data.test} the files
 * @param columns of a table that are carried along; all but those of features if empty
 * @param allProbabilities whether those of all classes are written
 * @param top how many of the most probable classes are written; 0 for none
 */
public record FilePrediction(ModelEvaluation model, List<String> columns, boolean allProbabilities, int top) {

    /**
     * Where predictions are written.
     *
     * @param path a folder on any Hadoop file system
     * @param format name of a data source of Spark's: {@code parquet}, {@code csv}, {@code json}, ...
     * @param overwrite whether predictions that are there are replaced
     */
    public record Output(String path, String format, boolean overwrite) {
        /**
         * Checks that nothing is lost.
         *
         * @throws IllegalArgumentException if there is something that is not to be replaced, or is no table of Spark's
         */
        public void require() {
            HadoopFiles files = HadoopFiles.of(path);
            if (!files.exists("")) {
                return;
            }
            if (!overwrite) {
                boolean complete = files.isFile("_SUCCESS");
                throw new IllegalArgumentException(files.describe("") + " exists"
                        + (complete ? "" : ", and is not complete")
                        + ": name another folder with --output, or replace it with --overwrite");
            }
            List<String> others = files.isFile("")
                    ? List.of("a file")
                    : files.list().stream()
                            .filter(name -> !name.matches("[._]?part-.*|_SUCCESS|[._].*\\.crc|_temporary.*"))
                            .toList();
            if (!others.isEmpty()) {
                throw new IllegalArgumentException(files.describe("") + " is no table of Spark's (it holds "
                        + others.get(0) + "): it will not be replaced");
            }
        }
    }

    /**
     * Checks what can be checked without Spark.
     *
     * @throws IllegalArgumentException if options do not fit
     */
    public void require(Output output) {
        model.requireTestSet();
        if (output.format().equals("csv") && (allProbabilities || top > 0)) {
            throw new IllegalArgumentException(
                    "--format csv cannot hold the lists of --probabilities and --top-k: parquet and json can");
        }
        if (!columns.isEmpty() && model.config().data().format() != DataFormat.TABLE) {
            throw new IllegalArgumentException(
                    "--columns expects a model of tables (data.format = table), but it is of "
                            + model.config().data().format().toString().toLowerCase(Locale.ROOT));
        }
        output.require();
    }

    /**
     * Predicts and writes.
     *
     * @param cluster whose engines have started
     * @return number of rows
     */
    public long write(Cluster cluster, Output output, Events events) {
        JavaSparkContext context = cluster.context();
        SparkSession spark = SparkSession.builder().getOrCreate();
        LongAccumulator rows = context.sc().longAccumulator("alig predictions");
        Dataset<Row> table = predictions(spark, context, events);
        Dataset<Row> counted = table.filter((FilterFunction<Row>) row -> {
            rows.add(1);
            return true;
        });
        DataFrameWriter<Row> writer = counted.write()
                .format(output.format())
                .mode(output.overwrite() ? SaveMode.Overwrite : SaveMode.ErrorIfExists);
        if (output.format().equals("csv")) {
            writer.option("header", "true");
        }
        writer.save(output.path());
        return rows.value();
    }

    private Dataset<Row> predictions(SparkSession spark, JavaSparkContext context, Events events) {
        RunConfig config = model.config();
        DataSource source = config.data().test();
        Prediction prediction = Prediction.of(context, config, model.model());
        if (config.data().format() == DataFormat.TABLE) {
            Dataset<Row> table = SampleReader.table(spark, config.data(), source, "data.test.samples");
            Dataset<Row> predicted = prediction.of(table, outcome(classes(List.of())));
            return kept(table, predicted);
        }
        SampleSet samples = SampleReader.read(context, config.data(), source);
        if (samples.policy().skips()) {
            BadRecords.skipped(samples, samples.samples()).report("data.test").forEach(events::note);
        }
        List<String> classes = classes(samples.classNames());
        return prediction.of(spark, samples, classes, outcome(classes));
    }

    private Dataset<Row> kept(Dataset<Row> table, Dataset<Row> predicted) {
        List<String> own = Arrays.asList(table.columns());
        List<String> features = model.config().data().table().features();
        List<String> kept = columns.isEmpty()
                ? own.stream().filter(name -> !features.contains(name)).toList()
                : columns;
        for (String name : kept) {
            if (!own.contains(name)) {
                throw new IllegalArgumentException("--columns: there is no column " + name + "; there are " + own);
            }
        }
        Column[] selected = Arrays.stream(predicted.columns())
                .filter(name -> kept.contains(name) || !own.contains(name))
                .map(name -> functions.col("`" + name.replace("`", "``") + "`"))
                .toArray(Column[]::new);
        return predicted.select(selected);
    }

    private NamedOutcome outcome(List<String> classes) {
        return new NamedOutcome(classes, allProbabilities && !classes.isEmpty(), classes.isEmpty() ? 0 : top);
    }

    /** Names of the classes: as labels stand in the files, else as folders are called, else their numbers. */
    private List<String> classes(List<String> found) {
        int classes = model.config().data().classes();
        List<String> given = model.config().data().labelValues();
        if (given.size() == classes) {
            return given;
        }
        return found.size() == classes && classes > 0
                ? found
                : IntStream.range(0, classes).mapToObj(String::valueOf).toList();
    }
}
