package io.aligspark.job.data;

import io.aligspark.job.data.DataConfig.Csv;
import io.aligspark.job.data.DataConfig.Format;
import io.aligspark.job.data.DataConfig.Images;
import io.aligspark.job.data.DataConfig.Snli;
import io.aligspark.job.data.DataConfig.Source;
import io.aligspark.job.data.DataConfig.Table;
import java.util.List;

/** A valid configuration of three CSV columns, to be changed field by field. */
final class ConfigDraft {
    Format format = Format.CSV;
    String root = "";
    Source train = new Source("samples.csv", "");
    Source test = null;
    Validation validation = new Validation(0, 0);
    int classes = 2;
    List<String> labelValues = List.of();
    List<Integer> shape = List.of(2);
    double scale = 1;
    List<Double> mean = List.of(0.0);
    List<Double> std = List.of(1.0);
    Csv csv = new Csv(',', false, "last");
    DataConfig.Libsvm libsvm = new DataConfig.Libsvm(1);
    Images images = new Images(0, Images.Keep.DECODED, false);
    Snli snli = new Snli("");
    Table table = new Table("parquet", List.of("features"), "label");
    Augmentation augment = Augmentation.NONE;
    BadRecordPolicy badRecords = BadRecordPolicy.STOP;

    DataConfig build() {
        return new DataConfig(
                format,
                root,
                train,
                test,
                validation,
                classes,
                labelValues,
                shape,
                scale,
                mean,
                std,
                csv,
                libsvm,
                images,
                snli,
                table,
                augment,
                badRecords);
    }
}
