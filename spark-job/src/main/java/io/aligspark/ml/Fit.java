package io.aligspark.ml;

import io.aligspark.EpochResult;
import io.aligspark.TrainedModel;
import io.aligspark.Trainer;
import io.aligspark.TrainingConfig;
import io.aligspark.TrainingListener;
import java.util.Locale;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A fit of either estimator. Driver. */
final class Fit {
    private static final Logger LOG = LoggerFactory.getLogger(Fit.class);

    private Fit() {}

    /** Trains, and validates on the rows that the parameters hold out, if any. */
    static TrainedModel train(AligParams params, TrainingConfig config, Dataset<Row> rows) {
        Trainer trainer = new Trainer(rows.sparkSession(), config).listener(new Log());
        if (params.isSet(params.numTasks)) {
            trainer.tasks((int) params.get(params.numTasks));
        }
        if (params.isSet(params.checkpointPath)) {
            trainer.folder(params.get(params.checkpointPath), false);
        }
        if (!params.isSet(params.validationIndicatorCol)) {
            return trainer.train(rows);
        }
        Column heldOut = functions.coalesce(
                rows.col(params.get(params.validationIndicatorCol)).cast("boolean"), functions.lit(false));
        return trainer.train(rows.filter(functions.not(heldOut)), rows.filter(heldOut));
    }

    private static final class Log implements TrainingListener {
        @Override
        public void epoch(EpochResult result) {
            if (LOG.isInfoEnabled()) {
                LOG.info(String.format(
                        Locale.ROOT,
                        "epoch %d: loss %.5f, validation loss %.5f, accuracy %.4f, %.0f samples/s",
                        result.epoch(),
                        result.loss(),
                        result.validationLoss(),
                        result.validationAccuracy(),
                        result.samplesPerSecond()));
            }
        }

        @Override
        public void note(String line) {
            LOG.info(line);
        }

        @Override
        public void warning(String line) {
            LOG.warn(line);
        }
    }
}
