package io.aligspark.job.data.photos;

import io.aligspark.job.data.DataConfig;
import io.aligspark.job.data.DataException;
import io.aligspark.job.data.Labels;
import io.aligspark.job.data.Sample;
import io.aligspark.job.data.files.InputFiles;
import io.aligspark.job.data.files.PhotoName;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedSet;

/** The classes of photos in archives: their folders, by {@code data.label-values} or in the order of their names. */
final class ArchiveClasses {
    private ArchiveClasses() {}

    /**
     * Class by folder. Driver.
     *
     * @throws DataException if there are more or fewer folders than classes, or one is none of the labels
     */
    static Map<String, Float> of(DataConfig config, InputFiles input, SortedSet<String> folders) {
        if (folders.size() != config.classes()) {
            throw new DataException(input.key() + ": expected photos in " + config.classes()
                    + " folders (data.classes) in " + input.path() + ", but found " + folders.size());
        }
        Labels labels = Labels.of(config.format(), config.classes(), config.labelValues());
        Map<String, Float> classes = new HashMap<>();
        for (String folder : folders) {
            boolean byName = config.labelValues().isEmpty();
            float label = byName ? classes.size() : labels.ofText(folder);
            if (Float.isNaN(label)) {
                throw new DataException(input.key() + ": folder " + DataException.quote(folder) + " of photos in "
                        + input.path() + " must be " + labels.rule());
            }
            classes.put(folder, label);
        }
        return classes;
    }

    /** The sample of a photo. Executor. */
    static Sample sample(Photos photos, Map<String, Float> classes, PhotoName name, byte[] file, String place) {
        Float label = classes.get(name.folder());
        if (label == null) {
            throw new DataException(photos.key() + ": " + place
                    + " appeared after the archives were listed; start again with fixed files");
        }
        return photos.sample(name.id(), label, file, place, name.file());
    }
}
