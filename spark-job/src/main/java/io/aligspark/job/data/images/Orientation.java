package io.aligspark.job.data.images;

import com.twelvemonkeys.imageio.metadata.CompoundDirectory;
import com.twelvemonkeys.imageio.metadata.Directory;
import com.twelvemonkeys.imageio.metadata.Entry;
import com.twelvemonkeys.imageio.metadata.jpeg.JPEG;
import com.twelvemonkeys.imageio.metadata.tiff.TIFF;
import com.twelvemonkeys.imageio.metadata.tiff.TIFFReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * How a photo is to be turned, 1 to 8 as in EXIF 2.3. Damaged notes do not make a damaged image: where it cannot be read, it is
 * 1, as stored.
 */
final class Orientation {
    private static final int AS_STORED = 1;
    private static final int LAST = 8;
    private static final byte[] NONE = {};

    // Behind the signature of a PNG file, and the RIFF header of a WebP file.
    private static final int PNG_CHUNKS = 8;
    private static final int WEBP_CHUNKS = 12;
    /** Type and length of a chunk. */
    private static final int CHUNK_HEADER = 8;

    private static final int PNG_CHECKSUM = 4;
    /** What stands before the notes in a JPEG segment, and in some WebP chunks. */
    private static final String NAME = "Exif\0\0";

    private Orientation() {}

    static int ofJpeg(byte[] file) {
        try {
            byte[] segment = ImageFile.segment(file, JPEG.APP1, "Exif");
            // A byte behind the name's end pads it.
            return segment.length == 0 ? AS_STORED : ofTiff(Arrays.copyOfRange(segment, 1, segment.length));
        } catch (IOException | RuntimeException e) {
            return AS_STORED;
        }
    }

    static int ofPng(byte[] file) {
        ByteBuffer in = ByteBuffer.wrap(file);
        return ofTiff(chunk(in.position(Math.min(PNG_CHUNKS, file.length)), "eXIf"));
    }

    static int ofWebp(byte[] file) {
        ByteBuffer in = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        byte[] notes = chunk(in.position(Math.min(WEBP_CHUNKS, file.length)), "EXIF");
        return ofTiff(
                text(notes, NAME.length()).equals(NAME)
                        ? Arrays.copyOfRange(notes, NAME.length(), notes.length)
                        : notes);
    }

    /** Of a TIFF file, which EXIF notes are, too: what its first directory says. */
    static int ofTiff(byte[] notes) {
        try (ImageInputStream in = new MemoryCacheImageInputStream(new ByteArrayInputStream(notes))) {
            Directory all = new TIFFReader().read(in);
            // Others are of thumbnails and further pages.
            Directory first = all instanceof CompoundDirectory many ? many.getDirectory(0) : all;
            Entry entry = first.getEntryById(TIFF.TAG_ORIENTATION);
            int orientation =
                    entry != null && entry.getValue() instanceof Number number ? number.intValue() : AS_STORED;
            return orientation >= AS_STORED && orientation <= LAST ? orientation : AS_STORED;
        } catch (IOException | RuntimeException | OutOfMemoryError e) {
            return AS_STORED;
        }
    }

    /**
     * The first chunk of a type; empty if there is none. Chunks of PNG have their length before the type and a checksum behind
     * the content, those of RIFF the type first and a byte behind contents of odd length.
     */
    private static byte[] chunk(ByteBuffer in, String wanted) {
        boolean png = in.order() == ByteOrder.BIG_ENDIAN;
        byte[] word = new byte[Integer.BYTES];
        while (in.remaining() >= CHUNK_HEADER) {
            int at = in.position();
            long length = Integer.toUnsignedLong(in.getInt(png ? at : at + Integer.BYTES));
            in.get(png ? at + Integer.BYTES : at, word);
            in.position(at + CHUNK_HEADER);
            if (length > in.remaining()) {
                return NONE;
            }
            if (text(word, word.length).equals(wanted)) {
                byte[] content = new byte[(int) length];
                in.get(content);
                return content;
            }
            long next = in.position() + length + (png ? PNG_CHECKSUM : length % 2);
            in.position((int) Math.min(next, in.limit()));
        }
        return NONE;
    }

    private static String text(byte[] bytes, int length) {
        return new String(bytes, 0, Math.min(length, bytes.length), StandardCharsets.ISO_8859_1);
    }
}
