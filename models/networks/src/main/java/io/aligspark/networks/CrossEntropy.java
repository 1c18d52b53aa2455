package io.aligspark.networks;

/**
 * {@code logsumexp(s) - s_y}; its gradient is {@code softmax(s) - e_y}. Computed in double and strict arithmetic from
 * the float logits, with the maximum subtracted.
 */
public record CrossEntropy() implements Loss {

    @Override
    public String name() {
        return "cross-entropy";
    }

    @Override
    public double lossAndGradient(float[] logits, int[] labels, float[] gradient) {
        int classes = logits.length / labels.length;
        double[] exponentials = new double[classes];
        double lossSum = 0;
        for (int sample = 0; sample < labels.length; sample++) {
            int row = sample * classes;
            double maximum = logits[row];
            for (int j = 1; j < classes; j++) {
                maximum = Math.max(maximum, logits[row + j]);
            }
            double sum = 0;
            for (int j = 0; j < classes; j++) {
                exponentials[j] = StrictMath.exp(logits[row + j] - maximum);
                sum += exponentials[j];
            }
            for (int j = 0; j < classes; j++) {
                gradient[row + j] = (float) (exponentials[j] / sum - (j == labels[sample] ? 1 : 0));
            }
            lossSum += StrictMath.log(sum) + maximum - logits[row + labels[sample]];
        }
        return lossSum;
    }
}
