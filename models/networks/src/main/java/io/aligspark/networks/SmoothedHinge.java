package io.aligspark.networks;

/**
 * The multi-class hinge with its maximum replaced by a mean under {@code p = softmax(s)}: {@code sum_j p_j (s_j + 1[j !=
 * y] - s_y)} with the gradient {@code p - e_y}; a sample on which that mean is negative has the loss and the gradient of
 * {@link MultiClassHinge}.
 *
 * <p>Mind that {@code p - e_y}, the gradient of {@link CrossEntropy}, is not the derivative of the value: the authors of
 * Deep Frank-Wolfe (Berrada et al. 2019), whose code this follows, hold p constant and put the margin into the value only.
 * So just the step size differs from cross-entropy.
 */
public record SmoothedHinge() implements ClassLoss {
    private static final MultiClassHinge HINGE = new MultiClassHinge();

    @Override
    public String name() {
        return "smoothed-hinge";
    }

    @Override
    public double sampleLoss(double[] scores, int label, double[] gradient) {
        CrossEntropy.softmax(scores, gradient);
        double mean = 0;
        for (int j = 0; j < scores.length; j++) {
            mean += gradient[j] * MultiClassHinge.violation(scores, label, j);
        }
        if (mean < 0) {
            return HINGE.sampleLoss(scores, label, gradient);
        }
        gradient[label] -= 1;
        return mean;
    }
}
