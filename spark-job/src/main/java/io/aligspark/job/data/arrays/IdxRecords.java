package io.aligspark.job.data.arrays;

import io.aligspark.job.data.DataException;
import io.aligspark.job.data.Sample;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Iterator;
import java.util.NoSuchElementException;

/** Reads a range of records from the image and the label file together. Executor. */
final class IdxRecords implements Iterator<Sample> {
    private final IdxReader reader;
    private final int end;
    private final InputStream images;
    private final InputStream labels;
    private int record;

    IdxRecords(IdxReader reader, int first, int end) {
        this.reader = reader;
        this.end = end;
        record = first;
        images = open(reader.images());
        labels = open(reader.labels());
    }

    @Override
    public boolean hasNext() {
        return record < end;
    }

    @Override
    public Sample next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        byte[] features = read(reader.images(), images);
        int value = Byte.toUnsignedInt(read(reader.labels(), labels)[0]);
        Sample sample =
                reader.badRecords().sample(record, () -> new Sample(record, new float[] {label(value)}, features));
        record++;
        if (record == reader.images().count()) {
            requireEnd(reader.images(), images);
            requireEnd(reader.labels(), labels);
        }
        return sample;
    }

    private float label(int value) {
        float label = reader.classes().ofNumber(value);
        if (Float.isNaN(label)) {
            throw reader.labels()
                    .file()
                    .fault("label of record " + record + " (counted from 0) must be "
                            + reader.classes().rule() + ", but was " + value);
        }
        return label;
    }

    private InputStream open(IdxFile file) {
        try {
            return file.open(reader.hadoop(), record);
        } catch (IOException e) {
            throw fault(file, e);
        }
    }

    private byte[] read(IdxFile file, InputStream in) {
        byte[] bytes = new byte[file.recordBytes()];
        try {
            if (in.readNBytes(bytes, 0, bytes.length) < bytes.length) {
                throw fault(file, new EOFException());
            }
            return bytes;
        } catch (IOException e) {
            throw fault(file, e);
        }
    }

    // Also makes gzip check its checksum.
    private void requireEnd(IdxFile file, InputStream in) {
        try {
            if (in.read() >= 0) {
                throw file.file()
                        .fault("expected the end of the file after record " + (record - 1) + ", but found more bytes");
            }
        } catch (IOException e) {
            throw fault(file, e);
        }
    }

    private DataException fault(IdxFile file, IOException e) {
        String place = "record " + record + " of " + file.count() + " (counted from 0)";
        String what = e instanceof EOFException ? " is cut short" : " cannot be read: " + e;
        return file.file().fault(place + what);
    }
}
