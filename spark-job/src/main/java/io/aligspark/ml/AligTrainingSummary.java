package io.aligspark.ml;

import io.aligspark.EpochResult;
import java.io.Serializable;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** How a training went. */
public final class AligTrainingSummary implements Serializable {
    private static final long serialVersionUID = 1;
    private static final StructType SCHEMA = new StructType()
            .add("epoch", DataTypes.IntegerType, false)
            .add("loss", DataTypes.DoubleType, false)
            .add("stepSize", DataTypes.DoubleType, false)
            .add("clippedShare", DataTypes.DoubleType, false)
            .add("validationLoss", DataTypes.DoubleType, true)
            .add("validationAccuracy", DataTypes.DoubleType, true)
            .add("samplesPerSecond", DataTypes.DoubleType, false)
            .add("seconds", DataTypes.DoubleType, false);

    private final transient List<EpochResult> epochs;

    AligTrainingSummary(List<EpochResult> epochs) {
        this.epochs = List.copyOf(epochs);
    }

    /** Epochs that were trained. */
    public int totalIterations() {
        return epochs.size();
    }

    /** Mean training loss of each epoch. */
    public double[] objectiveHistory() {
        return epochs.stream().mapToDouble(EpochResult::loss).toArray();
    }

    /** The epochs. */
    public List<EpochResult> epochs() {
        return epochs;
    }

    /** A row an epoch; what has no meaning is null. */
    public Dataset<Row> history() {
        List<Row> rows = epochs.stream()
                .map(epoch -> RowFactory.create(
                        epoch.epoch(),
                        epoch.loss(),
                        epoch.stepSize(),
                        epoch.clippedShare(),
                        nullable(epoch.validationLoss()),
                        nullable(epoch.validationAccuracy()),
                        epoch.samplesPerSecond(),
                        epoch.seconds()))
                .toList();
        return SparkSession.builder().getOrCreate().createDataFrame(rows, SCHEMA);
    }

    private static Double nullable(double value) {
        return Double.isNaN(value) ? null : value;
    }
}
