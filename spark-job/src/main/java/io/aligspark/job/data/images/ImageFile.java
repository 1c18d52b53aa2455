package io.aligspark.job.data.images;

import com.twelvemonkeys.imageio.metadata.jpeg.JPEG;
import com.twelvemonkeys.imageio.metadata.jpeg.JPEGSegment;
import com.twelvemonkeys.imageio.metadata.jpeg.JPEGSegmentUtil;
import com.twelvemonkeys.imageio.plugins.webp.WebPImageReaderSpi;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;
import org.w3c.dom.Element;

/**
 * Reads files of images, by what they begin with, not by their names: JPEG (grey, RGB, CMYK, YCCK), PNG, GIF (its first
 * frame), BMP and TIFF by the readers of the Java runtime, WebP by TwelveMonkeys. The choice does not depend on the image
 * plug-ins that are installed.
 */
public final class ImageFile {
    private static final long MAX_PIXELS = 1 << 27;
    /** Plain images have up to 8,256 in PNG (1032 x 8) and fewer in JPEG. */
    private static final long MAX_PIXELS_PER_BYTE = 10_000;

    /** Of an image that is smaller than one of its tiles. */
    private static final long MAX_TILE = 1 << 20;

    private static final int INKS = 4;
    private static final int LOWEST_INTERLACED = 5;

    private ImageFile() {}

    /** By the first bytes of a file. */
    private enum Format {
        JPEG,
        PNG,
        GIF,
        BMP,
        TIFF,
        WEBP;

        int orientation(byte[] file) {
            return switch (this) {
                case JPEG -> Orientation.ofJpeg(file);
                case PNG -> Orientation.ofPng(file);
                case TIFF -> Orientation.ofTiff(file);
                case WEBP -> Orientation.ofWebp(file);
                // They have no place for it.
                case GIF, BMP -> 1;
            };
        }

        static Optional<Format> of(byte[] file) {
            String start = new String(file, 0, Math.min(12, file.length), java.nio.charset.StandardCharsets.ISO_8859_1);
            if (start.startsWith("\u00ff\u00d8\u00ff")) {
                return Optional.of(JPEG);
            }
            if (start.startsWith("\u0089PNG")) {
                return Optional.of(PNG);
            }
            if (start.startsWith("GIF8")) {
                return Optional.of(GIF);
            }
            // The reserved numbers behind the size are 0; texts begin with BM, too.
            if (start.startsWith("BM") && start.startsWith("\0\0\0\0", 6)) {
                return Optional.of(BMP);
            }
            if (start.startsWith("II*\0") || start.startsWith("MM\0*")) {
                return Optional.of(TIFF);
            }
            return start.startsWith("RIFF") && start.startsWith("WEBP", 8) ? Optional.of(WEBP) : Optional.empty();
        }
    }

    /** Whether a file begins as one of an image does. */
    public static boolean isImage(byte[] file) {
        return Format.of(file).isPresent();
    }

    /**
     * Decodes a file.
     *
     * @param upright whether the image is turned as its EXIF orientation says
     * @throws IOException if it is no whole image of one of the formats
     */
    static ImagePixels read(byte[] file, boolean upright) throws IOException {
        Format format = Format.of(file)
                .orElseThrow(() -> new IOException("expected a JPEG, PNG, GIF, BMP, TIFF or WebP image"));
        ImageReader reader = reader(format);
        try (ImageInputStream data = new MemoryCacheImageInputStream(new ByteArrayInputStream(file))) {
            reader.setInput(data);
            requireSize(reader, file.length);
            if (format == Format.GIF) {
                requireReadable(reader);
            }
            boolean[] cut = new boolean[1];
            // A JPEG that ends early is only a warning, that there is no EOI (end of image) marker.
            reader.addIIOReadWarningListener((source, warning) -> cut[0] |= warning.contains("EOI"));
            boolean inks = format == Format.JPEG && hasInks(reader);
            ImagePixels pixels = inks ? inks(reader, file) : ImagePixels.of(image(reader));
            if (cut[0]) {
                throw new IOException("the image is cut short");
            }
            int orientation = upright ? format.orientation(file) : 1;
            return orientation > 1 ? ImagePixels.upright(pixels, orientation) : pixels;
        } catch (RuntimeException e) {
            // What the readers throw on damaged files.
            throw new IOException(e);
        } catch (OutOfMemoryError e) {
            // Of Java's reader of TIFF, which asks for one array of whatever size a damaged header makes.
            throw new IOException("it asks for more memory than there is", e);
        } finally {
            reader.dispose();
        }
    }

    /** Java's reader offers no type for four inks, or in newer versions one that is none of RGB. */
    private static boolean hasInks(ImageReader reader) throws IOException {
        Iterator<ImageTypeSpecifier> types = reader.getImageTypes(0);
        return !types.hasNext() || types.next().getColorModel().getNumColorComponents() == INKS;
    }

    /** Java mixes up the rows of interlaced images that are so low. */
    private static void requireReadable(ImageReader reader) throws IOException {
        if (reader.getHeight(0) < LOWEST_INTERLACED && reader.getHeight(0) > 1) {
            Element root = (Element) reader.getImageMetadata(0).getAsTree("javax_imageio_gif_image_1.0");
            Element descriptor =
                    (Element) root.getElementsByTagName("ImageDescriptor").item(0);
            if (Boolean.parseBoolean(descriptor.getAttribute("interlaceFlag"))) {
                throw new IOException("an interlaced GIF image must have at least " + LOWEST_INTERLACED
                        + " rows, but has " + reader.getHeight(0));
            }
        }
    }

    private static BufferedImage image(ImageReader reader) throws IOException {
        BufferedImage image = reader.read(0);
        if (image == null) {
            throw new IOException("there is no image in it");
        }
        return image;
    }

    private static ImagePixels inks(ImageReader reader, byte[] file) throws IOException {
        var raster = reader.readRaster(0, null);
        if (raster.getNumBands() != INKS) {
            throw new IOException("expected 1, 3 or 4 channels, but found " + raster.getNumBands());
        }
        // Of Adobe's programs: their numbers are 255 - ink; the last byte tells YCCK (2) from CMYK (0).
        byte[] adobe = segment(file, JPEG.APP14, "Adobe");
        return new ImagePixels.Inks(raster, adobe.length > 0, adobe.length > 0 && adobe[adobe.length - 1] == 2);
    }

    /** What stands behind the name of the first such segment; empty if there is none. */
    static byte[] segment(byte[] file, int marker, String name) throws IOException {
        try (ImageInputStream in = new MemoryCacheImageInputStream(new ByteArrayInputStream(file))) {
            List<JPEGSegment> segments = JPEGSegmentUtil.readSegments(in, marker, name);
            return segments.isEmpty() ? new byte[0] : segments.get(0).data().readAllBytes();
        }
    }

    private static ImageReader reader(Format format) throws IOException {
        if (format == Format.WEBP) {
            return new WebPImageReaderSpi().createReaderInstance(null);
        }
        Iterator<ImageReader> readers = ImageIO.getImageReadersByFormatName(format.name());
        return Stream.iterate(readers, Iterator::hasNext, rest -> rest)
                .map(Iterator::next)
                .filter(reader ->
                        "java.desktop".equals(reader.getClass().getModule().getName()))
                .findFirst()
                .orElseThrow(() -> new IOException("this Java has no reader of " + format + " images"));
    }

    // Before there is memory for them.
    private static void requireSize(ImageReader reader, long bytes) throws IOException {
        long pixels = (long) reader.getWidth(0) * reader.getHeight(0);
        if (pixels > MAX_PIXELS || pixels > MAX_PIXELS_PER_BYTE * bytes) {
            throw new IOException("its header says " + reader.getWidth(0) + " x " + reader.getHeight(0)
                    + " pixels, more than its " + bytes + " bytes can hold, or than " + MAX_PIXELS);
        }
        if ((long) reader.getTileWidth(0) * reader.getTileHeight(0) > Math.max(pixels, MAX_TILE)) {
            throw new IOException("its header says that it has tiles of " + reader.getTileWidth(0) + " x "
                    + reader.getTileHeight(0) + " pixels");
        }
    }
}
