package io.aligspark.job.predict;

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
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/**
 * Rows with predictions, made of the inputs of a partition a batch at a time: memory does not grow with them. Executor.
 *
 * @param <T> an input
 */
final class PredictedRows<T> implements Iterator<Row> {
    private static final int BATCH = 256;
    /** Values of a batch at most, unless one sample has more. */
    private static final int MOST_VALUES = 1 << 24;

    private final Model model;
    private final Iterator<T> inputs;
    private final Input<T> reader;
    private final Outcome outcome;
    private final Queue<Row> ready = new ArrayDeque<>();

    /** What predicts. */
    record Model(ShardComputation computation, Broadcast<FloatVector> parameters, Broadcast<FloatVector> buffers)
            implements Serializable {}

    /** How inputs are read. */
    interface Input<T> extends Serializable {
        /** Writes the values of a sample, from {@code offset} on. */
        void read(T input, float[] values, int offset);

        /** The columns before those of the prediction; may be changed. */
        List<Object> columns(T input);
    }

    PredictedRows(Model model, Iterator<T> inputs, Input<T> reader, Outcome outcome) {
        this.model = model;
        this.inputs = inputs;
        this.reader = reader;
        this.outcome = outcome;
    }

    @Override
    public boolean hasNext() {
        return !ready.isEmpty() || inputs.hasNext();
    }

    @Override
    public Row next() {
        if (ready.isEmpty()) {
            if (!inputs.hasNext()) {
                throw new NoSuchElementException("no more rows");
            }
            predict();
        }
        return ready.remove();
    }

    private void predict() {
        int length = model.computation.decoder().sampleLength();
        int most = Math.max(1, Math.min(BATCH, MOST_VALUES / length));
        float[] values = new float[most * length];
        List<List<Object>> rows = new ArrayList<>();
        while (rows.size() < most && inputs.hasNext()) {
            T input = inputs.next();
            reader.read(input, values, rows.size() * length);
            rows.add(reader.columns(input));
        }
        int size = rows.size();
        float[] used = size == most ? values : Arrays.copyOf(values, size * length);
        int numbers = model.computation
                .loss()
                .targetLength(model.computation.network().outputs());
        float[] outputs = model.computation.withModel(
                model.parameters.value().values(),
                model.buffers.value().values(),
                engine -> engine.predict(new Batch(used, new float[size * numbers], size)));
        int width = outputs.length / size;
        for (int i = 0; i < size; i++) {
            List<Object> row = rows.get(i);
            outcome.add(row, outputs, i * width, width);
            ready.add(RowFactory.create(row.toArray()));
        }
    }
}
