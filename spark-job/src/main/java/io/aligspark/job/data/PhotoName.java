package io.aligspark.job.data;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/**
 * The name of a photo in an archive.
 *
 * @param folder the last one of its path, which is its class
 * @param file its name in there
 */
record PhotoName(String folder, String file) {
    private static final List<String> SUFFIXES = List.of(".tar", ".tar.gz", ".tgz");

    /**
     * Takes a path apart.
     *
     * @param path within the archive
     * @param otherwise the folder of a photo that lies in none
     * @throws IllegalArgumentException if the path is empty, absolute or leads out of the archive
     */
    static PhotoName of(String path, String otherwise) {
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

    /** The name of an archive without what says that it is one. */
    static String ofArchive(String file) {
        String lower = file.toLowerCase(Locale.ROOT);
        return SUFFIXES.stream()
                .filter(lower::endsWith)
                .findFirst()
                .map(suffix -> file.substring(0, file.length() - suffix.length()))
                .orElse(file);
    }

    boolean isHidden() {
        return file.startsWith(".") || file.startsWith("_");
    }

    boolean isTar() {
        return file.toLowerCase(Locale.ROOT).endsWith(".tar");
    }

    boolean looksLikePhoto() {
        String lower = file.toLowerCase(Locale.ROOT);
        return lower.endsWith(".jpg") || lower.endsWith(".jpeg") || lower.endsWith(".png");
    }

    /** Id of the sample: a hash, so that it does not depend on the archive. */
    long id() {
        return Packing.hash((folder + "/" + file).getBytes(StandardCharsets.UTF_8));
    }
}
