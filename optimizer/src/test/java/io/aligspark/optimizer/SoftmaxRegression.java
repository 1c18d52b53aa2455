package io.aligspark.optimizer;

/**
 * Cross-entropy of linear scores, summed over samples.
 *
 * <p>Parameters are, per class, the weights and then the bias.
 *
 * @param samples inputs, one row each
 * @param labels their classes
 * @param classes number of classes
 */
record SoftmaxRegression(double[][] samples, int[] labels, int classes) {

    /** Adds the gradients of samples [from, to) to {@code gradientSum} and returns the sum of their losses. */
    double addSums(double[] w, int from, int to, double[] gradientSum) {
        int width = samples[0].length + 1;
        double lossSum = 0;
        for (int z = from; z < to; z++) {
            double[] exponentials = new double[classes];
            for (int c = 0; c < classes; c++) {
                double score = w[c * width + width - 1];
                for (int j = 0; j < width - 1; j++) {
                    score += w[c * width + j] * samples[z][j];
                }
                exponentials[c] = Math.exp(score);
            }
            double normaliser = Vectors.sum(exponentials);
            lossSum -= Math.log(exponentials[labels[z]] / normaliser);
            for (int c = 0; c < classes; c++) {
                double error = exponentials[c] / normaliser - (c == labels[z] ? 1 : 0);
                for (int j = 0; j < width - 1; j++) {
                    gradientSum[c * width + j] += error * samples[z][j];
                }
                gradientSum[c * width + width - 1] += error;
            }
        }
        return lossSum;
    }
}
