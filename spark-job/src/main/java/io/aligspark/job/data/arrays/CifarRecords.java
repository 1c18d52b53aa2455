package io.aligspark.job.data.arrays;

import io.aligspark.job.data.Sample;
import io.aligspark.job.data.files.BinaryFile;
import io.aligspark.job.data.files.InputFiles;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Iterator;
import java.util.NoSuchElementException;

/** Reads a range of records of one file. Executor. */
final class CifarRecords implements Iterator<Sample> {
    private final CifarReader reader;
    private final CifarReader.Range range;
    private final BinaryFile file;
    private final InputStream in;
    private final byte[] next;
    private boolean hasNext;
    private long record;

    CifarRecords(CifarReader reader, CifarReader.Range range) {
        this.reader = reader;
        this.range = range;
        file = reader.files().get(range.file());
        record = range.first();
        next = new byte[reader.recordBytes()];
        try {
            in = file.open(reader.hadoop(), record * next.length);
        } catch (IOException e) {
            throw file.unreadable(e);
        }
        readNext();
    }

    @Override
    public boolean hasNext() {
        return hasNext;
    }

    @Override
    public Sample next() {
        if (!hasNext) {
            throw new NoSuchElementException();
        }
        long id = InputFiles.id(range.file(), record);
        Sample sample = reader.badRecords().sample(id, () -> parse(id));
        record++;
        readNext();
        return sample;
    }

    private Sample parse(long id) {
        int value = Byte.toUnsignedInt(next[reader.labelBytes() - 1]);
        float label = reader.labels().ofNumber(value);
        if (Float.isNaN(label)) {
            throw file.fault("label of record " + record + " (counted from 0) must be "
                    + reader.labels().rule() + ", but was " + value);
        }
        return new Sample(id, new float[] {label}, Arrays.copyOfRange(next, reader.labelBytes(), next.length));
    }

    private void readNext() {
        if (record == range.end()) {
            hasNext = false;
            return;
        }
        int read;
        try {
            read = in.readNBytes(next, 0, next.length);
        } catch (IOException e) {
            throw file.fault("record " + record + " (counted from 0) cannot be read: " + e);
        }
        hasNext = read == next.length;
        boolean end = read == 0 && record > 0 && range.end() == Long.MAX_VALUE;
        if (!hasNext && !end) {
            throw file.fault("record " + record + " (counted from 0) is cut short: expected " + next.length
                    + " bytes, but found " + read);
        }
    }
}
