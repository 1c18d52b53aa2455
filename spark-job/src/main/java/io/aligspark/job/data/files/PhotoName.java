package io.aligspark.job.data.files;

import io.aligspark.job.data.DataException;
import io.aligspark.job.data.Packing;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/**
 * The name of a photo in an archive.
 *
 * @param folder the last one of its path, which is its class
 * @param file its name in there
 * @param archive where that tells photos of the same names apart; else empty
 */
public record PhotoName(String folder, String file, String archive) {
    private static final List<String> PHOTOS =
            List.of(".jpg", ".jpeg", ".jpe", ".png", ".gif", ".bmp", ".webp", ".tif", ".tiff");

    private static final List<String> SUFFIXES = List.of(".tar", ".tar.gz", ".tgz");

    /**
     * Takes a path apart.
     *
     * @param path within the archive
     * @param otherwise the folder of a photo that lies in none
     * @throws IllegalArgumentException if the path is empty, absolute or leads out of the archive
     */
    public static PhotoName of(String path, String otherwise) {
        String relative = path.startsWith("./") ? path.substring(2) : path;
        String[] parts = relative.split("/", -1);
        for (String part : parts) {
            if (part.isEmpty() || part.equals("..") || part.indexOf('\\') >= 0 || part.indexOf(0) >= 0) {
                throw new IllegalArgumentException(
                        "expected a path within the archive, but found " + DataException.quote(path));
            }
        }
        return new PhotoName(parts.length == 1 ? otherwise : parts[parts.length - 2], parts[parts.length - 1]);
    }

    public PhotoName(String folder, String file) {
        this(folder, file, "");
    }

    /** The same, in an archive of that name. */
    public PhotoName in(String newArchive) {
        return new PhotoName(folder, file, newArchive);
    }

    /** The name of an archive without what says that it is one. */
    public static String ofArchive(String file) {
        String lower = file.toLowerCase(Locale.ROOT);
        return SUFFIXES.stream()
                .filter(lower::endsWith)
                .findFirst()
                .map(suffix -> file.substring(0, file.length() - suffix.length()))
                .orElse(file);
    }

    /** Whether it is none of the user's files: cameras begin names of photos with an underscore, too. */
    public boolean isHidden() {
        return isHidden(file);
    }

    /** The same of a name. */
    public static boolean isHidden(String name) {
        return name.startsWith(".") || (name.startsWith("_") && !isPhoto(name));
    }

    public boolean isTar() {
        return file.toLowerCase(Locale.ROOT).endsWith(".tar");
    }

    public boolean looksLikePhoto() {
        return isPhoto(file);
    }

    /** Whether a name is that of an image, by what it ends with. */
    public static boolean isPhoto(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return !name.startsWith(".") && PHOTOS.stream().anyMatch(lower::endsWith);
    }

    /** Id of the sample: a hash, so that it does not depend on the archive, unless that tells photos apart. */
    public long id() {
        return Packing.hash((archive.isEmpty() ? folder + "/" + file : archive + "/" + folder + "/" + file)
                .getBytes(StandardCharsets.UTF_8));
    }
}
