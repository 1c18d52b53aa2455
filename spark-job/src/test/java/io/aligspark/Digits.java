package io.aligspark;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** Handwritten digits as a DataFrame: {@code features}, a vector of 64 values from 0 to 16, and {@code label}, an integer. */
public final class Digits {
    private static final StructType SCHEMA = new StructType()
            .add("features", SQLDataTypes.VectorType(), false)
            .add("label", DataTypes.IntegerType, false);

    private Digits() {}

    /** Makes a local Spark, or finds the one that runs. */
    public static SparkSession spark() {
        return SparkSession.builder()
                .master("local[2]")
                .appName("API tests")
                .config("spark.ui.enabled", "false")
                .config("spark.driver.bindAddress", "127.0.0.1")
                .config("spark.driver.host", "127.0.0.1")
                .config("spark.sql.shuffle.partitions", "4")
                .getOrCreate();
    }

    /** Ends it: commands of other tests start their own. */
    public static void stop() {
        spark().stop();
    }

    /** The training rows, up to a number. */
    public static Dataset<Row> training(int most) {
        return of("optdigits.tra.gz", most);
    }

    /** The test rows. */
    public static Dataset<Row> test() {
        return of("optdigits.tes.gz", Integer.MAX_VALUE);
    }

    private static Dataset<Row> of(String file, int most) {
        List<Row> rows = new ArrayList<>();
        Path path = Path.of("..", "conf", "data", "optdigits", file);
        try (BufferedReader reader = new BufferedReader(
                new InputStreamReader(new GZIPInputStream(Files.newInputStream(path)), StandardCharsets.US_ASCII))) {
            reader.lines().limit(most).forEach(line -> {
                String[] cells = line.split(",", -1);
                double[] values = new double[cells.length - 1];
                for (int i = 0; i < values.length; i++) {
                    values[i] = Double.parseDouble(cells[i].strip());
                }
                rows.add(RowFactory.create(Vectors.dense(values), Integer.parseInt(cells[values.length].strip())));
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return spark().createDataFrame(rows, SCHEMA);
    }
}
