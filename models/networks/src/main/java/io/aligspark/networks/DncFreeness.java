package io.aligspark.networks;

/**
 * Which slots are in use, and weights that prefer free ones. The usage u becomes
 * {@code (u + (1 - u) w) prod_heads (1 - f_r r_r)} for the previous write weights w, read weights r and free gates f.
 * With {@code u' = eps + (1 - eps) u}, a slot is allocated {@code (1 - u') prod of the smaller u'}; of equal ones that
 * with the lower index counts as smaller.
 */
final class DncFreeness {
    private static final double EPSILON = 1e-6;

    /** {@code [slots]}. */
    final double[] allocation;

    private final int slots;
    private final int heads;
    // Usage after the write, before slots are freed.
    private final double[] written;
    // Slots by ascending usage, and the product of the usages before each.
    private final int[] order;
    private final double[] products;

    DncFreeness(int slots, int heads) {
        this.slots = slots;
        this.heads = heads;
        allocation = new double[slots];
        written = new double[slots];
        order = new int[slots];
        products = new double[slots];
    }

    /** Overwrites the usage; the free gates are {@code vector[gates, gates + heads)}. */
    void updateUsage(DncState before, double[] vector, int gates, double[] usage) {
        for (int slot = 0; slot < slots; slot++) {
            written[slot] = before.usage[slot] + (1 - before.usage[slot]) * before.writeWeights[slot];
            usage[slot] = written[slot] * kept(before, vector, gates, slot, -1);
        }
    }

    /** Computes {@link #allocation}. */
    void allocate(double[] usage) {
        sort(usage);
        double product = 1;
        for (int slot : order) {
            double used = EPSILON + (1 - EPSILON) * usage[slot];
            products[slot] = product;
            allocation[slot] = (1 - used) * product;
            product *= used;
        }
    }

    /** Adds to the gradient on the usage. */
    void allocateBackward(double[] allocationGradient, double[] usage, double[] usageGradient) {
        double productGradient = 0;
        for (int i = slots - 1; i >= 0; i--) {
            int slot = order[i];
            double used = EPSILON + (1 - EPSILON) * usage[slot];
            double usedGradient = (productGradient - allocationGradient[slot]) * products[slot];
            usageGradient[slot] += (1 - EPSILON) * usedGradient;
            productGradient = productGradient * used + allocationGradient[slot] * (1 - used);
        }
    }

    /** Adds to the gradients on the state before and on the free gates; none passes through the write weights. */
    void updateUsageBackward(
            double[] usageGradient,
            DncState before,
            double[] vector,
            int gates,
            DncState beforeGradient,
            double[] vectorGradient) {
        for (int slot = 0; slot < slots; slot++) {
            double gradient = usageGradient[slot];
            beforeGradient.usage[slot] +=
                    gradient * kept(before, vector, gates, slot, -1) * (1 - before.writeWeights[slot]);
            for (int head = 0; head < heads; head++) {
                double freedGradient = -gradient * written[slot] * kept(before, vector, gates, slot, head);
                int at = head * slots + slot;
                vectorGradient[gates + head] += freedGradient * before.readWeights[at];
                beforeGradient.readWeights[at] += freedGradient * vector[gates + head];
            }
        }
    }

    /** The share of a slot that all heads but one leave in use. */
    private double kept(DncState before, double[] vector, int gates, int slot, int exceptHead) {
        double product = 1;
        for (int head = 0; head < heads; head++) {
            if (head != exceptHead) {
                product *= 1 - vector[gates + head] * before.readWeights[head * slots + slot];
            }
        }
        return product;
    }

    /** Insertion sort: stable, without allocation, and slots are few. */
    private void sort(double[] usage) {
        for (int slot = 0; slot < slots; slot++) {
            int at = slot;
            while (at > 0 && usage[order[at - 1]] > usage[slot]) {
                order[at] = order[at - 1];
                at--;
            }
            order[at] = slot;
        }
    }
}
