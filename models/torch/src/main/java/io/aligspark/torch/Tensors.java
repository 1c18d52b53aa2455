package io.aligspark.torch;

import static org.bytedeco.pytorch.global.torch.empty;

import io.aligspark.networks.Shape;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.DeviceOptional;
import org.bytedeco.pytorch.MemoryFormatOptional;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Floats between arrays of Java and tensors of one device. On a CPU an array is copied once, into the tensor's own
 * memory; on a GPU also over a page-locked buffer, which grows to the largest array. For one thread at a time.
 */
final class Tensors implements AutoCloseable {
    private final boolean cpu;
    private final TensorOptions options;
    private Tensor pinned;

    Tensors(Device device) {
        cpu = device.is_cpu();
        options = Scopes.lasting(() -> new TensorOptions(ScalarType.Float).device(new DeviceOptional(device)));
    }

    /** Device and type of the tensors here. */
    TensorOptions options() {
        return options;
    }

    /** A new tensor with unspecified elements. */
    Tensor uninitialised(long... sizes) {
        return empty(sizes, options, new MemoryFormatOptional());
    }

    /** A new tensor of those sizes with the array's first elements. */
    Tensor of(float[] values, long... sizes) {
        Tensor tensor = uninitialised(sizes);
        write(values, tensor);
        return tensor;
    }

    /** Overwrites a row-major tensor with the array's first elements; the array is at least as long. */
    void write(float[] values, Tensor tensor) {
        int length = length(tensor, values);
        if (length == 0) {
            return;
        }
        if (cpu) {
            memory(tensor).put(values, 0, length);
        } else {
            Tensor buffer = pinned(length);
            memory(buffer).put(values, 0, length);
            // Waits: the buffer is written again soon.
            tensor.copy_(buffer.view_as(tensor));
        }
    }

    /** Overwrites the array's first elements with those of a float tensor, row-major; the array is at least as long. */
    void read(Tensor tensor, float[] values) {
        int length = length(tensor, values);
        if (length == 0) {
            return;
        }
        Tensor rowMajor = tensor.detach().contiguous();
        if (cpu) {
            memory(rowMajor).get(values, 0, length);
        } else {
            Tensor buffer = pinned(length);
            buffer.view_as(rowMajor).copy_(rowMajor);
            memory(buffer).get(values, 0, length);
        }
    }

    /** Elements of a tensor of any floating type, row-major. */
    float[] read(Tensor tensor) {
        float[] values = new float[Math.toIntExact(tensor.numel())];
        read(tensor.to(ScalarType.Float), values);
        return values;
    }

    /** {@code [n, ...]} for a sample's shape. */
    static long[] sizes(int samples, Shape shape) {
        return LongStream.concat(LongStream.of(samples), sizes(shape)).toArray();
    }

    /** A shape's sizes. */
    static LongStream sizes(Shape shape) {
        return IntStream.range(0, shape.rank()).mapToLong(shape::size);
    }

    @Override
    public void close() {
        if (pinned != null) {
            pinned.close();
        }
        options.close();
    }

    /** What lies behind a tensor must not be overwritten: nothing else checks. */
    private static int length(Tensor tensor, float[] values) {
        int length = Math.toIntExact(tensor.numel());
        if (length > values.length) {
            throw new IllegalStateException(
                    "an array for a tensor of " + length + " elements has only " + values.length);
        }
        return length;
    }

    private static FloatPointer memory(Tensor tensor) {
        return new FloatPointer(tensor.data_ptr());
    }

    /** The first elements of the page-locked buffer. */
    private Tensor pinned(int length) {
        if (pinned == null || pinned.numel() < length) {
            if (pinned != null) {
                pinned.close();
            }
            pinned = Scopes.lasting(() -> empty(
                    new long[] {length},
                    new ScalarTypeOptional(ScalarType.Float),
                    new org.bytedeco.pytorch.LayoutOptional(),
                    new DeviceOptional(),
                    new BoolOptional(true),
                    new MemoryFormatOptional()));
        }
        return pinned.narrow(0, 0, length);
    }
}
