package io.aligspark.job.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DataConfigTest {
    @Test
    void sizesFollowFromShape() {
        ConfigDraft draft = new ConfigDraft();
        draft.shape = List.of(3, 4, 5);
        assertEquals(1, draft.build().channels(), "one mean and deviation for all channels");
        assertEquals(60, draft.build().sampleLength());
        draft.mean = List.of(1.0, 2.0, 3.0);
        assertEquals(3, draft.build().channels());
        draft.mean = List.of(0.0);
        draft.shape = List.of(7);
        assertEquals(1, draft.build().channels());
        assertEquals(7, draft.build().sampleLength());
    }

    @Test
    void listsCannotBeChangedFromOutside() {
        ConfigDraft draft = new ConfigDraft();
        List<Integer> shape = new ArrayList<>(List.of(4));
        draft.shape = shape;
        DataConfig config = draft.build();
        shape.set(0, 5);
        assertEquals(List.of(4), config.shape());
    }

    @Test
    void classesMustBeTwoOrMore() {
        rejects("data.classes must be >= 2, or 0 if the label is a value, but was 1", draft -> draft.classes = 1);
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.1, 1, Double.NaN})
    void validationFractionMustBeAShare(double fraction) {
        rejects(
                "data.validation-fraction must be in [0, 1), but was " + fraction,
                draft -> draft.validation = new Validation(fraction, 0));
    }

    @Test
    void validationIsAShareOrANumber() {
        assertEquals(0, new Validation(0, 0).of(10));
        assertEquals(2, new Validation(0.15, 0).of(10));
        assertEquals(9, new Validation(0, 9).of(10));
        rejects("data.validation-samples must be >= 0, but was -1", draft -> draft.validation = new Validation(0, -1));
        rejects(
                "data.validation-fraction must be 0 beside data.validation-samples, but was 0.1",
                draft -> draft.validation = new Validation(0.1, 5));
        rejects(
                "data.validation-samples = 10 leaves none of 10 samples for training",
                draft -> new Validation(0, 10).of(10));
        rejects(
                "data.validation-fraction = 0.96 leaves none of 10 samples for training",
                draft -> new Validation(0.96, 0).of(10));
    }

    @Test
    void labelValuesMustBeOnePerClassAndDistinct() {
        rejects(
                "data.label-values must be empty or 2 labels (data.classes), but was [a, b, c]",
                draft -> draft.labelValues = List.of("a", "b", "c"));
        rejects("data.label-values must be distinct, but was [a, a]", draft -> draft.labelValues = List.of("a", "a"));
    }

    @Test
    void labelValuesOfNumericFormatsMustBeDistinctNumbers() {
        rejects("data.label-values must be numbers, but was [a, b]", draft -> {
            draft.format = DataFormat.LIBSVM;
            draft.labelValues = List.of("a", "b");
        });
        rejects("data.label-values must be distinct, but was [1, 1.0]", draft -> {
            draft.format = DataFormat.LIBSVM;
            draft.labelValues = List.of("1", "1.0");
        });
    }

    @Test
    void shapeMustBeFlatOrAnImage() {
        for (List<Integer> shape : List.of(List.<Integer>of(), List.of(0), List.of(2, 3), List.of(1, -2, 3))) {
            rejects(
                    "data.shape must be [features] or [channels, height, width], each >= 1, but was " + shape,
                    draft -> draft.shape = shape);
        }
        rejects(
                "data.shape must be of fewer than 2^29 values, but was [65536, 65536, 3]",
                draft -> draft.shape = List.of(65536, 65536, 3));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -1, Double.NaN, Double.POSITIVE_INFINITY})
    void scaleMustBePositive(double scale) {
        rejects("data.scale must be > 0 and finite, but was " + scale, draft -> draft.scale = scale);
    }

    @Test
    void meanAndStdMustFitTheChannels() {
        rejects("data.mean must be one number or 3 (one per channel), but was [0.0, 0.0]", draft -> {
            draft.shape = List.of(3, 2, 2);
            draft.mean = List.of(0.0, 0.0);
        });
        rejects("data.std must be one number or 2 (one per feature), but was []", draft -> draft.std = List.of());
        rejects("data.mean must be finite, but was [NaN]", draft -> draft.mean = List.of(Double.NaN));
        rejects("data.std must be > 0, but was [0.0]", draft -> draft.std = List.of(0.0));
    }

    @Test
    void sourcesMustFitTheFormat() {
        rejects("data.train.samples must be a path, but was \"\"", draft -> draft.train = new DataSource("", ""));
        rejects(
                "data.train.labels must be empty for CSV, but was \"b\"",
                draft -> draft.train = new DataSource("a", "b"));
        rejects(
                "data.train.labels must be a path (IDX keeps labels in a file of their own), but was \"\"",
                draft -> draft.format = DataFormat.IDX);
        rejects("data.test.samples must be a path, but was \" \"", draft -> draft.test = new DataSource(" ", ""));
    }

    @ParameterizedTest
    @ValueSource(chars = {'5', 'x', '-', '"', '\n'})
    void delimiterMustSeparate(char delimiter) {
        rejects(
                "data.csv.delimiter must be a separator such as , ; or tab, but was '" + delimiter + "'",
                draft -> draft.csv = new CsvOptions(delimiter, false, "last"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "middle", "-1", "1.5"})
    void labelColumnMustBeAPlace(String column) {
        rejects(
                "data.csv.label-column must be last, first or a number counted from 0, but was " + column,
                draft -> draft.csv = new CsvOptions(',', false, column));
    }

    @Test
    void labelColumnMustLieInTheRow() {
        rejects(
                "data.csv.label-column must be <= 2 (the values of data.shape), but was 3",
                draft -> draft.csv = new CsvOptions(',', false, "3"));
    }

    private static void rejects(String message, Consumer<ConfigDraft> change) {
        IllegalArgumentException error = assertThrows(IllegalArgumentException.class, () -> {
            ConfigDraft draft = new ConfigDraft();
            change.accept(draft);
            draft.build();
        });
        assertEquals(message, error.getMessage());
    }
}
