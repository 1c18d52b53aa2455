package io.aligspark.dl4j;

import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.openblas.global.openblas;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The memory of a contiguous ND4J array for layers computed on the host, in float or double: read and written by rows in
 * double, multiplied by OpenBLAS. Its bits follow from the arguments at a fixed number of compute threads.
 */
abstract class NativeArray {
    /** Elements converted at a time. */
    private static final int CHUNK = 1024;

    // Keeps the memory alive.
    private final INDArray array;

    private NativeArray(INDArray array) {
        this.array = array;
    }

    /** The elements of an array without a gap between them, a view or not, in the order of memory. */
    static NativeArray of(INDArray array) {
        return switch (array.dataType()) {
            case FLOAT -> new Floats(array);
            case DOUBLE -> new Doubles(array);
            default -> throw new IllegalStateException("expected FLOAT or DOUBLE, found " + array.dataType());
        };
    }

    /** The elements of any array, row-major: its memory where that is so, else a copy. */
    static NativeArray rowMajor(INDArray any) {
        INDArray rowMajor = any.ordering() == 'c' && !any.isView() ? any : any.dup('c');
        HostArrays.beforeRead(rowMajor);
        return of(rowMajor);
    }

    /** Number of elements. */
    final int length() {
        return Math.toIntExact(array.length());
    }

    abstract double get(int position);

    abstract void set(int position, double value);

    /** Reads {@code [position, position + length)} to the start of an array. */
    abstract void get(int position, double[] target, int length);

    /** Writes the start of an array to {@code [position, position + length)}. */
    abstract void put(int position, double[] values, int length);

    /** Copies from an array of the same type. */
    abstract void copy(NativeArray from, int fromPosition, int position, int length);

    /** Zeros {@code [position, position + length)}. */
    abstract void clear(int position, int length);

    /** {@code c = op(a) op(b) + beta c}, row-major with the given row lengths; positions are those of first elements. */
    abstract void gemm(
            int transposeA,
            int transposeB,
            int m,
            int n,
            int k,
            NativeArray a,
            int positionA,
            int strideA,
            NativeArray b,
            int positionB,
            int strideB,
            double beta,
            int position,
            int stride);

    private static final class Floats extends NativeArray {
        private final FloatPointer first;
        private final FloatBuffer buffer;
        private final float[] chunk = new float[CHUNK];

        Floats(INDArray array) {
            super(array);
            FloatPointer memory = new FloatPointer(array.data().pointer());
            first = memory.position(0).getPointer(array.offset());
            buffer = first.limit(array.length()).asBuffer();
        }

        @Override
        double get(int position) {
            return buffer.get(position);
        }

        @Override
        void set(int position, double value) {
            buffer.put(position, (float) value);
        }

        @Override
        void get(int position, double[] target, int length) {
            for (int from = 0; from < length; from += CHUNK) {
                int size = Math.min(CHUNK, length - from);
                buffer.get(position + from, chunk, 0, size);
                for (int i = 0; i < size; i++) {
                    target[from + i] = chunk[i];
                }
            }
        }

        @Override
        void put(int position, double[] values, int length) {
            for (int from = 0; from < length; from += CHUNK) {
                int size = Math.min(CHUNK, length - from);
                for (int i = 0; i < size; i++) {
                    chunk[i] = (float) values[from + i];
                }
                buffer.put(position + from, chunk, 0, size);
            }
        }

        @Override
        void copy(NativeArray from, int fromPosition, int position, int length) {
            buffer.put(position, ((Floats) from).buffer, fromPosition, length);
        }

        @Override
        void clear(int position, int length) {
            Pointer.memset(at(position), 0, (long) length * Float.BYTES);
        }

        @Override
        void gemm(
                int transposeA,
                int transposeB,
                int m,
                int n,
                int k,
                NativeArray a,
                int positionA,
                int strideA,
                NativeArray b,
                int positionB,
                int strideB,
                double beta,
                int position,
                int stride) {
            openblas.cblas_sgemm(
                    openblas.CblasRowMajor,
                    transposeA,
                    transposeB,
                    m,
                    n,
                    k,
                    1,
                    ((Floats) a).at(positionA),
                    strideA,
                    ((Floats) b).at(positionB),
                    strideB,
                    (float) beta,
                    at(position),
                    stride);
        }

        /** A pointer of its own; {@code position()} would count in bytes for memset. */
        private FloatPointer at(int position) {
            return first.getPointer(position);
        }
    }

    private static final class Doubles extends NativeArray {
        private final DoublePointer first;
        private final DoubleBuffer buffer;

        Doubles(INDArray array) {
            super(array);
            DoublePointer memory = new DoublePointer(array.data().pointer());
            first = memory.position(0).getPointer(array.offset());
            buffer = first.limit(array.length()).asBuffer();
        }

        @Override
        double get(int position) {
            return buffer.get(position);
        }

        @Override
        void set(int position, double value) {
            buffer.put(position, value);
        }

        @Override
        void get(int position, double[] target, int length) {
            buffer.get(position, target, 0, length);
        }

        @Override
        void put(int position, double[] values, int length) {
            buffer.put(position, values, 0, length);
        }

        @Override
        void copy(NativeArray from, int fromPosition, int position, int length) {
            buffer.put(position, ((Doubles) from).buffer, fromPosition, length);
        }

        @Override
        void clear(int position, int length) {
            Pointer.memset(at(position), 0, (long) length * Double.BYTES);
        }

        @Override
        void gemm(
                int transposeA,
                int transposeB,
                int m,
                int n,
                int k,
                NativeArray a,
                int positionA,
                int strideA,
                NativeArray b,
                int positionB,
                int strideB,
                double beta,
                int position,
                int stride) {
            openblas.cblas_dgemm(
                    openblas.CblasRowMajor,
                    transposeA,
                    transposeB,
                    m,
                    n,
                    k,
                    1,
                    ((Doubles) a).at(positionA),
                    strideA,
                    ((Doubles) b).at(positionB),
                    strideB,
                    beta,
                    at(position),
                    stride);
        }

        /** A pointer of its own; {@code position()} would count in bytes for memset. */
        private DoublePointer at(int position) {
            return first.getPointer(position);
        }
    }
}
