package io.aligspark.job.fetch;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.net.URI;
import java.util.List;

/**
 * A data set that can be fetched.
 *
 * @param name of the data set
 * @param files of it; none if people must place them
 * @param next what to do when the files are there, with FOLDER for their place
 */
public record Dataset(String name, List<RemoteFile> files, String next) {
    private static final String CATALOGUE = "io/aligspark/datasets.conf";

    /**
     * A file at its home.
     *
     * @param home where it is
     * @param algorithm of its checksum: MD5 or SHA-256
     * @param checksum in hexadecimal digits
     * @param places names of the files of this archive that are placed; empty for the file itself
     */
    public record RemoteFile(URI home, String algorithm, String checksum, List<String> places) {
        /** The last part of its address. */
        String name() {
            String path = home.getPath();
            return path.substring(path.lastIndexOf('/') + 1);
        }

        /** The same file elsewhere: in a folder of another address. */
        RemoteFile at(String folder) {
            URI other = URI.create(folder.endsWith("/") ? folder : folder + "/").resolve(name());
            return new RemoteFile(other, algorithm, checksum, places);
        }
    }

    /**
     * A data set of the catalogue.
     *
     * @throws IllegalArgumentException if there is none of that name
     */
    public static Dataset of(String name) {
        Config catalogue = ConfigFactory.parseResources(Dataset.class.getClassLoader(), CATALOGUE);
        if (!catalogue.root().containsKey(name)) {
            throw new IllegalArgumentException("there is no data set " + name + "; expected one of "
                    + catalogue.root().keySet().stream().sorted().toList());
        }
        Config entry = catalogue.getConfig(name);
        List<RemoteFile> files =
                entry.getConfigList("files").stream().map(Dataset::file).toList();
        return new Dataset(name, files, entry.getString("next"));
    }

    /** Its files in a folder of another address. */
    public List<RemoteFile> filesAt(String folder) {
        return files.stream().map(file -> file.at(folder)).toList();
    }

    private static RemoteFile file(Config file) {
        boolean sha = file.hasPath("sha256");
        return new RemoteFile(
                URI.create(file.getString("url")),
                sha ? "SHA-256" : "MD5",
                file.getString(sha ? "sha256" : "md5"),
                file.hasPath("places") ? file.getStringList("places") : List.of());
    }
}
