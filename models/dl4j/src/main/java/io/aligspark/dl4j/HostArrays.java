package io.aligspark.dl4j;

import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.concurrency.AffinityManager.Location;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Bulk copies between Java arrays and ND4J's; the location calls matter on CUDA only. */
final class HostArrays {
    private HostArrays() {}

    /** The whole memory behind a contiguous array, as a buffer without a copy. */
    static FloatBuffer buffer(INDArray array) {
        return ((FloatPointer) array.data().pointer()).position(0).asBuffer();
    }

    /** A copy of any array in row-major order. */
    static float[] read(INDArray array) {
        INDArray rowMajor = array.ordering() == 'c' && !array.isView() ? array : array.dup('c');
        beforeRead(rowMajor);
        float[] values = new float[Math.toIntExact(rowMajor.length())];
        buffer(rowMajor).get(0, values);
        return values;
    }

    /** Copies a contiguous array of floats or doubles. */
    static void read(INDArray array, double[] values) {
        beforeRead(array);
        if (array.dataType() == DataType.DOUBLE) {
            doubles(array).get(0, values);
        } else {
            FloatBuffer floats = buffer(array);
            for (int i = 0; i < values.length; i++) {
                values[i] = floats.get(i);
            }
        }
    }

    /** Overwrites a contiguous array of floats or doubles. */
    static void write(double[] values, INDArray array) {
        if (array.dataType() == DataType.DOUBLE) {
            doubles(array).put(0, values);
        } else {
            FloatBuffer floats = buffer(array);
            for (int i = 0; i < values.length; i++) {
                floats.put(i, (float) values[i]);
            }
        }
        afterWrite(array);
    }

    private static DoubleBuffer doubles(INDArray array) {
        return ((DoublePointer) array.data().pointer()).position(0).asBuffer();
    }

    /** The host is about to read. */
    static void beforeRead(INDArray array) {
        Nd4j.getAffinityManager().ensureLocation(array, Location.HOST);
    }

    /** The host has written. */
    static void afterWrite(INDArray array) {
        Nd4j.getAffinityManager().tagLocation(array, Location.HOST);
    }
}
