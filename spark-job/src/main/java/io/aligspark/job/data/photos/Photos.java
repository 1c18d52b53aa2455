package io.aligspark.job.data.photos;

import io.aligspark.job.data.BadRecordPolicy;
import io.aligspark.job.data.DataConfig;
import io.aligspark.job.data.DataException;
import io.aligspark.job.data.ImageOptions;
import io.aligspark.job.data.Sample;
import io.aligspark.job.data.SampleDecoder;
import io.aligspark.job.data.files.PhotoName;
import io.aligspark.job.data.images.ImageDecoder;
import io.aligspark.job.data.images.ImageFile;
import io.aligspark.job.data.images.PixelDecoder;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.Serializable;
import java.util.Optional;

/**
 * Makes samples of files of images. Executor.
 *
 * @param key config key of the path, for messages
 * @param encoded whether samples are the files as they are; decoded in any case, to see that they can be
 */
record Photos(String key, ImageDecoder decoder, boolean encoded, BadRecordPolicy badRecords) implements Serializable {

    static Photos of(DataConfig config, String key) {
        boolean encoded = config.images().keep() == ImageOptions.Keep.ENCODED;
        return new Photos(key, ImageDecoder.of(config), encoded, config.badRecords());
    }

    SampleDecoder sampleDecoder(DataConfig config) {
        return encoded ? PixelDecoder.ofPhotos(config) : PixelDecoder.ofPixels(config);
    }

    /**
     * The sample of one file.
     *
     * @param place of the file, for messages
     * @param name of the file: what is no image by name nor by content is left out
     */
    Sample sample(long id, float label, byte[] file, String place, String name) {
        if (!PhotoName.isPhoto(name) && !ImageFile.isImage(file)) {
            return Sample.leftOut(id, name);
        }
        return badRecords.sample(id, () -> {
            try {
                byte[] pixels = decoder.decode(new ByteArrayInputStream(file), Optional.empty());
                return new Sample(id, new float[] {label}, encoded ? file : pixels);
            } catch (IOException e) {
                throw new DataException(key + ": " + place + " cannot be read as an image: " + e.getMessage(), e);
            }
        });
    }
}
