package io.aligspark.job.data.images;

/**
 * Scales a line of pixels: each new one is the mean of the old ones around its centre, weighted by a triangle as wide as
 * two new pixels (at least two old ones). This is bilinear interpolation when enlarging, and does not alias when
 * shrinking; the arithmetic is that of the Pillow library's BILINEAR, in floats.
 */
final class TriangleFilter {
    private final int[] starts;
    private final float[][] weights;

    /**
     * The weights of a range of new pixels.
     *
     * @param size old pixels
     * @param scaled new pixels of the whole line
     * @param first of the new pixels that are wanted
     * @param count of them
     */
    TriangleFilter(int size, int scaled, int first, int count) {
        starts = new int[count];
        weights = new float[count][];
        double scale = (double) size / scaled;
        double support = Math.max(scale, 1);
        for (int i = 0; i < count; i++) {
            double center = (first + i + 0.5) * scale;
            starts[i] = Math.max(0, (int) (center - support + 0.5));
            double[] triangle = new double[Math.min(size, (int) (center + support + 0.5)) - starts[i]];
            double sum = 0;
            for (int k = 0; k < triangle.length; k++) {
                triangle[k] = Math.max(0, 1 - Math.abs((starts[i] + k + 0.5 - center) / support));
                sum += triangle[k];
            }
            weights[i] = new float[triangle.length];
            for (int k = 0; k < triangle.length; k++) {
                weights[i][k] = (float) (triangle[k] / sum);
            }
        }
    }

    /** Index of the first old pixel that has a weight. */
    int first() {
        return starts[0];
    }

    /** Index after the last old pixel that has a weight. */
    int end() {
        return starts[starts.length - 1] + weights[weights.length - 1].length;
    }

    /** Scales a line that begins at an index of one array into another array. */
    void apply(float[] line, int lineStart, float[] out, int outStart) {
        for (int i = 0; i < starts.length; i++) {
            float sum = 0;
            int start = lineStart + starts[i];
            for (int k = 0; k < weights[i].length; k++) {
                sum += weights[i][k] * line[start + k];
            }
            out[outStart + i] = sum;
        }
    }
}
