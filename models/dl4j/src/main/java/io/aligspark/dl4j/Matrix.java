package io.aligspark.dl4j;

import org.bytedeco.openblas.global.openblas;

/**
 * Rows of a {@link NativeArray}, row-major without gaps.
 *
 * @param array holds the elements
 * @param position of the first element
 * @param rows may be 0
 * @param columns length of a row
 */
record Matrix(NativeArray array, int position, int rows, int columns) {

    /** All of the array. */
    static Matrix of(NativeArray array, int columns) {
        return new Matrix(array, 0, array.length() / columns, columns);
    }

    /** Rows {@code [from, from + count)}, the same memory. */
    Matrix slice(int from, int count) {
        return new Matrix(array, at(from), count, columns);
    }

    /** Position of a row's first element. */
    int at(int row) {
        return position + row * columns;
    }

    void clear() {
        array.clear(position, rows * columns);
    }

    /** {@code this = a b + beta this}. */
    void product(Matrix a, Matrix b, double beta) {
        gemm(openblas.CblasNoTrans, openblas.CblasNoTrans, a.columns, a, b, beta);
    }

    /** {@code this = a bᵀ + beta this}. */
    void productTransposed(Matrix a, Matrix b, double beta) {
        gemm(openblas.CblasNoTrans, openblas.CblasTrans, a.columns, a, b, beta);
    }

    /** {@code this = aᵀ b + beta this}. */
    void transposedProduct(Matrix a, Matrix b, double beta) {
        gemm(openblas.CblasTrans, openblas.CblasNoTrans, a.rows, a, b, beta);
    }

    private void gemm(int transposeA, int transposeB, int inner, Matrix a, Matrix b, double beta) {
        if (rows == 0) {
            return;
        }
        array.gemm(
                transposeA,
                transposeB,
                rows,
                columns,
                inner,
                a.array,
                a.position,
                a.columns,
                b.array,
                b.position,
                b.columns,
                beta,
                position,
                columns);
    }
}
