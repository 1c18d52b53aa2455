package io.aligspark.dl4j;

import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Native memory that is kept between calls and grows to the largest; what it holds is undefined after a request. */
final class GrowingArray {
    private final DataType type;
    private INDArray memory;
    private NativeArray elements;

    GrowingArray(DataType type) {
        this.type = type;
    }

    /** A matrix at the start of the memory; earlier ones become invalid. */
    Matrix matrix(int rows, int columns) {
        int length = Math.max(1, Math.multiplyExact(rows, columns));
        if (memory == null || memory.length() < length) {
            close();
            memory = Nd4j.createUninitializedDetached(type, length);
            elements = NativeArray.of(memory);
        }
        return new Matrix(elements, 0, rows, columns);
    }

    void close() {
        if (memory != null) {
            memory.close();
            memory = null;
        }
    }
}
