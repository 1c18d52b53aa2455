package io.aligspark.job.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aligspark.job.data.reading.DataTesting;
import java.util.List;
import org.apache.spark.SparkException;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;

class DataExceptionTest {
    @Test
    void messageIsOneLine() {
        assertEquals("a b c", new DataException("a\nb \r\n  c").getMessage());
    }

    @Test
    void isFoundInTheCauses() {
        DataException error = new DataException("bad row");
        assertSame(
                error,
                DataException.in(new SparkException("job aborted", new RuntimeException(error)))
                        .orElseThrow());
        assertSame(error, DataException.in(error).orElseThrow());
    }

    @Test
    void isFoundInTheMessageWhereSparkLostTheCause() {
        String text = "Job aborted due to stage failure: Lost task 0.0 in stage 0.0 (TID 0) (host executor 1): "
                + new DataException("data.train.samples: file:/a.csv, line 3: bad") + "\n\tat somewhere";
        assertEquals(
                "data.train.samples: file:/a.csv, line 3: bad",
                DataException.in(new SparkException(text, null)).orElseThrow().getMessage());
    }

    @Test
    void otherFailuresAreNotDataErrors() {
        assertTrue(DataException.in(new SparkException("job aborted", new RuntimeException()))
                .isEmpty());
    }

    @Test
    void survivesATaskFailure() {
        JavaSparkContext context =
                JavaSparkContext.fromSparkContext(DataTesting.spark().sparkContext());
        var failing = context.parallelize(List.of(1, 2)).map(x -> {
            throw new DataException("record " + x, new IllegalStateException("deep"));
        });
        Exception failure = assertThrows(Exception.class, failing::collect);
        assertTrue(DataException.in(failure).orElseThrow().getMessage().matches("record [12]"));
    }
}
