package io.aligspark.job.predict;

import io.aligspark.job.data.tables.FeatureTable;
import io.aligspark.job.predict.Prediction.Columns;
import io.aligspark.job.reduction.FloatVector;
import io.aligspark.job.reduction.ShardComputation;
import io.aligspark.networks.Batch;
import java.io.Serializable;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Queue;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/** The rows of a partition with predictions, a batch at a time. Executor. */
final class PredictedRows implements Iterator<Row> {
    private static final int BATCH = 256;

    private final Model model;
    private final Iterator<Row> rows;
    private final Queue<Row> ready = new ArrayDeque<>();

    /** What predicts. */
    record Model(
            ShardComputation computation,
            FeatureTable.Reader reader,
            Broadcast<FloatVector> parameters,
            Broadcast<FloatVector> buffers,
            Columns columns,
            boolean onClasses)
            implements Serializable {}

    PredictedRows(Model model, Iterator<Row> rows) {
        this.model = model;
        this.rows = rows;
    }

    @Override
    public boolean hasNext() {
        return !ready.isEmpty() || rows.hasNext();
    }

    @Override
    public Row next() {
        if (ready.isEmpty()) {
            if (!rows.hasNext()) {
                throw new NoSuchElementException("no more rows");
            }
            predict();
        }
        return ready.remove();
    }

    private void predict() {
        int length = model.computation.decoder().sampleLength();
        List<Row> batch = new ArrayList<>();
        float[] inputs = new float[BATCH * length];
        while (batch.size() < BATCH && rows.hasNext()) {
            Row row = rows.next();
            model.reader.read(row, inputs, batch.size() * length);
            batch.add(row);
        }
        int size = batch.size();
        float[] used = size == BATCH ? inputs : Arrays.copyOf(inputs, size * length);
        int numbers = model.computation
                .loss()
                .targetLength(model.computation.network().outputs());
        float[] outputs = model.computation.withModel(
                model.parameters.value().values(),
                model.buffers.value().values(),
                engine -> engine.predict(new Batch(used, new float[size * numbers], size)));
        int width = outputs.length / size;
        for (int i = 0; i < size; i++) {
            ready.add(with(batch.get(i), outputs, i * width, width));
        }
    }

    private Row with(Row row, float[] outputs, int offset, int width) {
        int own = model.reader.from();
        List<Object> values = new ArrayList<>(own + 3);
        for (int i = 0; i < own; i++) {
            values.add(row.get(i));
        }
        if (model.onClasses) {
            addClass(values, outputs, offset, width);
        } else if (!model.columns.prediction().isEmpty()) {
            values.add((double) outputs[offset]);
        }
        return RowFactory.create(values.toArray());
    }

    private void addClass(List<Object> values, float[] outputs, int offset, int width) {
        double[] raw = new double[width];
        int largest = 0;
        for (int k = 0; k < width; k++) {
            raw[k] = outputs[offset + k];
            largest = raw[k] > raw[largest] ? k : largest;
        }
        if (!model.columns.raw().isEmpty()) {
            values.add(Vectors.dense(raw));
        }
        double[] probabilities = Prediction.softmax(raw);
        if (!model.columns.probability().isEmpty()) {
            values.add(Vectors.dense(probabilities));
        }
        if (!model.columns.prediction().isEmpty()) {
            double[] thresholds = model.columns.thresholds();
            values.add((double) (thresholds.length == 0 ? largest : largestMultiple(probabilities, thresholds)));
        }
    }

    /** As Spark's own classifiers: a threshold of 0 wins, unless its class has no probability. */
    private static int largestMultiple(double[] probabilities, double[] thresholds) {
        int largest = 0;
        double most = Double.NEGATIVE_INFINITY;
        for (int k = 0; k < probabilities.length; k++) {
            double multiple = probabilities[k] / thresholds[k];
            if (multiple > most) {
                most = multiple;
                largest = k;
            }
        }
        return largest;
    }
}
