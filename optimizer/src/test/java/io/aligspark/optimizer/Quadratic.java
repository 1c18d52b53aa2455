package io.aligspark.optimizer;

/** f(w) = ½ Σ aᵢ wᵢ². */
final class Quadratic {
    private Quadratic() {}

    static double loss(double[] curvature, double[] w) {
        return Vectors.dot(gradient(curvature, w), w) / 2;
    }

    static double[] gradient(double[] curvature, double[] w) {
        double[] gradient = w.clone();
        for (int i = 0; i < w.length; i++) {
            gradient[i] *= curvature[i];
        }
        return gradient;
    }
}
