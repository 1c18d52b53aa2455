package io.aligspark.job.data.arrays;

import io.aligspark.job.data.Sample;
import io.aligspark.job.data.files.BinaryFile;
import io.aligspark.job.data.files.InputFiles;
import io.aligspark.job.data.files.MappedBuffers;
import java.io.IOException;
import java.util.Arrays;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Set;
import us.hebi.matlab.mat.format.Mat5;
import us.hebi.matlab.mat.format.Mat5File;
import us.hebi.matlab.mat.types.Array;
import us.hebi.matlab.mat.types.MatlabType;
import us.hebi.matlab.mat.types.Matrix;
import us.hebi.matlab.mat.types.Sources;

/** Reads one file. The library reads whole matrices; {@link MappedBuffers} keeps them off the heap. Executor. */
final class SvhnRecords implements Iterator<Sample> {
    private static final int SIDE = 32;
    private static final int CHANNELS = 3;
    private static final int PIXELS = CHANNELS * SIDE * SIDE;
    private static final int BUFFER_BYTES = 1 << 16;
    private static final int ZERO = 10;

    private final SvhnReader reader;
    private final int fileIndex;
    private final BinaryFile file;
    private final Matrix images;
    private final Matrix digits;
    private final int count;
    private int record;

    SvhnRecords(SvhnReader reader, int fileIndex) {
        this.reader = reader;
        this.fileIndex = fileIndex;
        file = reader.files().get(fileIndex);
        Mat5File content = read();
        images = matrix(content, "X");
        digits = matrix(content, "y");
        int[] sizes = images.getDimensions();
        // MATLAB writes no last size of 1.
        count = sizes.length == 3 ? 1 : sizes[sizes.length - 1];
        boolean fits = sizes.length <= 4
                && Arrays.equals(Arrays.copyOf(sizes, 3), new int[] {SIDE, SIDE, CHANNELS})
                && images.getType() == MatlabType.UInt8;
        if (!fits) {
            throw file.fault("expected X of type uint8 and sizes [32, 32, 3, samples], but found " + images.getType()
                    + " " + Arrays.toString(sizes));
        }
        if (digits.getNumElements() != count) {
            throw file.fault("expected a digit in y for each of the " + count + " samples in X, but found "
                    + digits.getNumElements());
        }
    }

    @Override
    public boolean hasNext() {
        return record < count;
    }

    @Override
    public Sample next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        long id = InputFiles.id(fileIndex, record);
        Sample sample = reader.badRecords().sample(id, () -> parse(id));
        record++;
        return sample;
    }

    private Sample parse(long id) {
        double digit = digits.getDouble(record);
        float label = reader.labels().ofNumber(digit == ZERO ? 0 : digit);
        if (Float.isNaN(label)) {
            throw file.fault("y of sample " + record + " (counted from 0) must be a digit from 1 to 10 (which is 0),"
                    + " but was " + digit);
        }
        byte[] features = new byte[PIXELS];
        int start = record * PIXELS;
        for (int channel = 0; channel < CHANNELS; channel++) {
            for (int column = 0; column < SIDE; column++) {
                for (int row = 0; row < SIDE; row++) {
                    features[(channel * SIDE + row) * SIDE + column] =
                            (byte) images.getInt(start + (channel * SIDE + column) * SIDE + row);
                }
            }
        }
        return new Sample(id, new float[] {label}, features);
    }

    private Mat5File read() {
        try {
            return Mat5.newReader(Sources.wrapInputStream(file.open(reader.hadoop(), 0), BUFFER_BYTES))
                    .setMaxInflateBufferSize(BUFFER_BYTES)
                    .setBufferAllocator(new MappedBuffers())
                    .setEntryFilter(header -> Set.of("X", "y").contains(header.getName()))
                    .readMat();
        } catch (IOException e) {
            // The library wraps everything that goes wrong.
            throw file.fault("expected a MATLAB file of version 5, but reading fails: "
                    + (e.getCause() == null ? e : e.getCause()));
        }
    }

    private Matrix matrix(Mat5File content, String name) {
        for (var entry : content.getEntries()) {
            Array value = entry.getValue();
            if (entry.getName().equals(name) && value instanceof Matrix matrix) {
                return matrix;
            }
        }
        throw file.fault("expected matrices X and y, but found no " + name);
    }
}
