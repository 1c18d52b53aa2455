package io.aligspark.optimizer;

import java.util.SplittableRandom;

/**
 * Convex losses of one linear score aᵀw per sample.
 *
 * @param rows a, one per sample
 * @param targets b; for the hinge the label, 1 or −1
 * @param kind the loss of a score and its target
 */
record LinearLosses(double[][] rows, double[] targets, Kind kind) {

    enum Kind {
        ABSOLUTE {
            @Override
            double loss(double score, double target) {
                return Math.abs(score - target);
            }

            @Override
            double derivative(double score, double target) {
                return Math.signum(score - target);
            }
        },
        HALF_SQUARED {
            @Override
            double loss(double score, double target) {
                return (score - target) * (score - target) / 2;
            }

            @Override
            double derivative(double score, double target) {
                return score - target;
            }
        },
        HINGE {
            @Override
            double loss(double score, double target) {
                return Math.max(0, 1 - target * score);
            }

            @Override
            double derivative(double score, double target) {
                return loss(score, target) > 0 ? -target : 0;
            }
        };

        abstract double loss(double score, double target);

        abstract double derivative(double score, double target);
    }

    /**
     * Random rows; the point interpolates up to the noise: its losses are 0 where that is 0. For the hinge, its margins are
     * at least one without noise, and at least 1 − noise with.
     */
    static LinearLosses around(double[] point, int count, double noise, Kind kind, SplittableRandom random) {
        double[][] rows = new double[count][];
        double[] targets = new double[count];
        for (int z = 0; z < count; z++) {
            double[] row = Vectors.gaussian(random, point.length);
            double score = Vectors.dot(row, point);
            double error = noise * (2 * random.nextDouble() - 1);
            if (kind == Kind.HINGE) {
                targets[z] = Math.signum(score);
                rows[z] = Vectors.times((1 + error) / Math.abs(score), row);
            } else {
                targets[z] = score + error;
                rows[z] = row;
            }
        }
        return new LinearLosses(rows, targets, kind);
    }

    int count() {
        return rows.length;
    }

    double loss(int sample, double[] w) {
        return kind.loss(Vectors.dot(rows[sample], w), targets[sample]);
    }

    double[] gradient(int sample, double[] w) {
        return Vectors.times(kind.derivative(Vectors.dot(rows[sample], w), targets[sample]), rows[sample]);
    }

    double meanLoss(double[] w) {
        double sum = 0;
        for (int z = 0; z < count(); z++) {
            sum += loss(z, w);
        }
        return sum / count();
    }

    /** Largest ‖a‖²: C² of the absolute loss and the hinge, β of the half square. */
    double largestSquaredNorm() {
        double largest = 0;
        for (double[] row : rows) {
            largest = Math.max(largest, Vectors.squaredNorm(row));
        }
        return largest;
    }
}
