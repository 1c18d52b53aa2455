package io.aligspark.networks;

/**
 * {@code logsumexp(s) - s_y}; its gradient is {@code softmax(s) - e_y}. Computed in double and strict arithmetic from
 * the float logits, with the maximum subtracted.
 */
public record CrossEntropy() implements ClassLoss {

    @Override
    public String name() {
        return "cross-entropy";
    }

    @Override
    public double sampleLoss(double[] scores, int label, double[] gradient) {
        double logSumExp = softmax(scores, gradient);
        gradient[label] -= 1;
        return logSumExp - scores[label];
    }

    /**
     * Fills {@code probabilities} with {@code exp(s_j - logsumexp(s))}.
     *
     * @return {@code logsumexp(s)}
     */
    static double softmax(double[] scores, double[] probabilities) {
        double maximum = scores[0];
        for (double score : scores) {
            maximum = Math.max(maximum, score);
        }
        double sum = 0;
        for (int j = 0; j < scores.length; j++) {
            probabilities[j] = StrictMath.exp(scores[j] - maximum);
            sum += probabilities[j];
        }
        for (int j = 0; j < scores.length; j++) {
            probabilities[j] /= sum;
        }
        return StrictMath.log(sum) + maximum;
    }
}
