package io.aligspark.networks;

/**
 * The order of writes. With write weights w, the link becomes {@code L_ij = (1 - w_i - w_j) L_ij + w_i p_j}, its diagonal
 * zero, by the old precedence p; then {@code p = (1 - sum w) p + w}.
 */
final class DncLinkage {
    private final int slots;

    DncLinkage(int slots) {
        this.slots = slots;
    }

    /** Overwrites link and precedence of the state after, from its write weights. */
    void forward(DncState before, DncState after) {
        double[] w = after.writeWeights;
        double sum = 0;
        for (int i = 0; i < slots; i++) {
            sum += w[i];
            for (int j = 0; j < slots; j++) {
                int at = i * slots + j;
                after.link[at] = (1 - w[i] - w[j]) * before.link[at] + w[i] * before.precedence[j];
            }
            after.link[i * slots + i] = 0;
        }
        for (int i = 0; i < slots; i++) {
            after.precedence[i] = (1 - sum) * before.precedence[i] + w[i];
        }
    }

    /** Adds to the gradients on the state before, and to that on the write weights after. */
    void backward(DncState before, DncState after, DncState afterGradient, DncState beforeGradient) {
        double[] w = after.writeWeights;
        double[] wGradient = afterGradient.writeWeights;
        double sum = 0;
        double sumGradient = 0;
        for (int i = 0; i < slots; i++) {
            sum += w[i];
            sumGradient -= afterGradient.precedence[i] * before.precedence[i];
            // The diagonal is the constant zero.
            afterGradient.link[i * slots + i] = 0;
            double rowGradient = 0;
            for (int j = 0; j < slots; j++) {
                int at = i * slots + j;
                double gradient = afterGradient.link[at];
                beforeGradient.link[at] += gradient * (1 - w[i] - w[j]);
                beforeGradient.precedence[j] += gradient * w[i];
                rowGradient += gradient * (before.precedence[j] - before.link[at]);
                wGradient[j] -= gradient * before.link[at];
            }
            wGradient[i] += rowGradient;
        }
        for (int i = 0; i < slots; i++) {
            beforeGradient.precedence[i] += afterGradient.precedence[i] * (1 - sum);
            wGradient[i] += afterGradient.precedence[i] + sumGradient;
        }
    }

    /** {@code forward = L r} and {@code backward = Lᵀ r} for one head's previous weights {@code r = read[from, ...)}. */
    void follow(double[] link, double[] read, int from, double[] forward, double[] backward) {
        for (int i = 0; i < slots; i++) {
            forward[from + i] = 0;
            backward[from + i] = 0;
        }
        for (int i = 0; i < slots; i++) {
            double sum = 0;
            for (int j = 0; j < slots; j++) {
                sum += link[i * slots + j] * read[from + j];
                backward[from + j] += link[i * slots + j] * read[from + i];
            }
            forward[from + i] = sum;
        }
    }

    /** Adds to the gradients on link and previous read weights. */
    void followBackward(
            double[] forwardGradient,
            double[] backwardGradient,
            double[] link,
            double[] read,
            int from,
            double[] linkGradient,
            double[] readGradient) {
        for (int i = 0; i < slots; i++) {
            double sum = 0;
            for (int j = 0; j < slots; j++) {
                int at = i * slots + j;
                linkGradient[at] += forwardGradient[i] * read[from + j] + backwardGradient[j] * read[from + i];
                readGradient[from + j] += forwardGradient[i] * link[at];
                sum += backwardGradient[j] * link[at];
            }
            readGradient[from + i] += sum;
        }
    }
}
