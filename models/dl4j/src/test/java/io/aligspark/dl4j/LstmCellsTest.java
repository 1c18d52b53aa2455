package io.aligspark.dl4j;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class LstmCellsTest {

    @Test
    void functionsAreExactToThirteenDigits() {
        double[] x = new double[20_001];
        for (int i = 0; i < x.length; i++) {
            x[i] = (i - 10_000) * 0.006;
        }
        double[] logistic = x.clone();
        double[] tanh = x.clone();
        LstmCells.logistic(logistic);
        LstmCells.hyperbolicTangent(tanh);
        for (int i = 0; i < x.length; i++) {
            assertEquals(1 / (1 + StrictMath.exp(-x[i])), logistic[i], 1e-13, "logistic " + x[i]);
            assertEquals(StrictMath.tanh(x[i]), tanh[i], 1e-13, "tanh " + x[i]);
        }
        assertEquals(0, tanh[10_000], 0);
    }

    @Test
    void limitsAndNotANumber() {
        double[] logistic = {Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY, Double.NaN};
        double[] tanh = logistic.clone();
        LstmCells.logistic(logistic);
        LstmCells.hyperbolicTangent(tanh);
        assertEquals(0, logistic[0], 1e-16);
        assertEquals(1, logistic[1], 0);
        assertEquals(-1, tanh[0], 0);
        assertEquals(1, tanh[1], 0);
        assertEquals(Double.NaN, logistic[2] + tanh[2], "a diverged run must not look finite");
    }
}
