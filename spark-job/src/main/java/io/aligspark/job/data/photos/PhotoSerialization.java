package io.aligspark.job.data.photos;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Set;
import org.apache.hadoop.io.BytesWritable;
import org.apache.hadoop.io.Text;
import org.apache.hadoop.io.Writable;
import org.apache.hadoop.io.serializer.Deserializer;
import org.apache.hadoop.io.serializer.Serialization;
import org.apache.hadoop.io.serializer.Serializer;

/**
 * Reads names and photos of SequenceFiles without asking for more memory than a file has content: Hadoop's own reader
 * believes the lengths in compressed records, also damaged ones. Hadoop creates it by its name.
 */
public final class PhotoSerialization implements Serialization<Writable> {
    private static final int MAX_NAME_BYTES = 1 << 16;
    private static final Set<Class<?>> TYPES = Set.of(Text.class, BytesWritable.class);

    @Override
    public boolean accept(Class<?> type) {
        return TYPES.contains(type);
    }

    /** Is not there: files are only read. */
    @Override
    public Serializer<Writable> getSerializer(Class<Writable> type) {
        throw new UnsupportedOperationException("only for reading");
    }

    @Override
    public Deserializer<Writable> getDeserializer(Class<Writable> type) {
        return new Reader(type.equals((Class<?>) Text.class));
    }

    private static final class Reader implements Deserializer<Writable> {
        private final boolean name;
        private DataInputStream in;

        Reader(boolean name) {
            this.name = name;
        }

        @Override
        public void open(InputStream stream) {
            in = stream instanceof DataInputStream data ? data : new DataInputStream(stream);
        }

        @Override
        public Writable deserialize(Writable reused) throws IOException {
            if (name) {
                return new Text(Text.readString(in, MAX_NAME_BYTES));
            }
            int length = in.readInt();
            if (length < 0 || length > TarPhotos.MAX_BYTES) {
                throw new IOException("expected a photo of at most " + TarPhotos.MAX_BYTES
                        + " bytes, but found a length" + " of " + length);
            }
            byte[] photo = in.readNBytes(length);
            if (photo.length < length) {
                throw new IOException("expected a photo of " + length + " bytes, but found " + photo.length);
            }
            return new BytesWritable(photo);
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }
}
