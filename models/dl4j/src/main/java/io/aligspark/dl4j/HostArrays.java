package io.aligspark.dl4j;

import java.nio.FloatBuffer;
import org.bytedeco.javacpp.FloatPointer;
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

    /** The host is about to read. */
    static void beforeRead(INDArray array) {
        Nd4j.getAffinityManager().ensureLocation(array, Location.HOST);
    }

    /** The host has written. */
    static void afterWrite(INDArray array) {
        Nd4j.getAffinityManager().tagLocation(array, Location.HOST);
    }
}
