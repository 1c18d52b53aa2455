package io.aligspark.networks;

import java.util.Arrays;

/**
 * Multi-class hinge {@code max_j(s_j + 1[j != y]) - s_y} (Crammer and Singer 2001), the loss of a support vector
 * machine. With j* the class of the maximum, the gradient is {@code e_j* - e_y}, and zero where {@code j* = y}. Of equal
 * classes the label wins, then the lower index.
 */
public record MultiClassHinge() implements ClassLoss {

    @Override
    public String name() {
        return "hinge";
    }

    @Override
    public double sampleLoss(double[] scores, int label, double[] gradient) {
        int worst = label;
        double loss = 0;
        for (int j = 0; j < scores.length; j++) {
            double violation = violation(scores, label, j);
            if (violation > loss) {
                worst = j;
                loss = violation;
            }
        }
        Arrays.fill(gradient, 0);
        gradient[worst] += 1;
        gradient[label] -= 1;
        return loss;
    }

    /** {@code s_j + 1[j != y] - s_y}: by how much class j breaks the margin of 1. */
    static double violation(double[] scores, int label, int j) {
        return scores[j] + (j == label ? 0 : 1) - scores[label];
    }
}
