package io.aligspark.job.data;

import java.util.List;

/** A valid configuration of three CSV columns, to be changed field by field. */
public final class ConfigDraft {
    public DataFormat format = DataFormat.CSV;
    public String root = "";
    public DataSource train = new DataSource("samples.csv", "");
    public DataSource test = null;
    public Validation validation = new Validation(0, 0);
    public int classes = 2;
    public List<String> labelValues = List.of();
    public List<Integer> shape = List.of(2);
    public double scale = 1;
    public List<Double> mean = List.of(0.0);
    public List<Double> std = List.of(1.0);
    public CsvOptions csv = new CsvOptions(',', false, "last");
    public LibsvmOptions libsvm = new LibsvmOptions(1);
    public ImageOptions images = new ImageOptions(0, ImageOptions.Keep.DECODED, false);
    public SnliOptions snli = new SnliOptions("");
    public TableOptions table = new TableOptions("parquet", List.of("features"), "label");
    public Augmentation augment = Augmentation.NONE;
    public BadRecordPolicy badRecords = BadRecordPolicy.STOP;

    public DataConfig build() {
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
