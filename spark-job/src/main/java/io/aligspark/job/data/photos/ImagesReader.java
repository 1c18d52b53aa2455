package io.aligspark.job.data.photos;

import io.aligspark.job.data.DataConfig;
import io.aligspark.job.data.DataException;
import io.aligspark.job.data.DataSource;
import io.aligspark.job.data.Labels;
import io.aligspark.job.data.Sample;
import io.aligspark.job.data.SampleSet;
import io.aligspark.job.data.files.HadoopConf;
import io.aligspark.job.data.files.InputFiles;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * Photos in one folder per class, or in archives. Folders are listed, and images decoded, on the executors.
 *
 * @param key config key of the path
 * @param folders of the classes, in the order of their names
 * @param classes of the folders
 * @param parts how many tasks share a folder
 */
public record ImagesReader(
        HadoopConf hadoop, String key, List<Path> folders, List<Float> classes, int parts, Photos photos)
        implements Serializable {

    public static SampleSet read(JavaSparkContext context, DataConfig config, DataSource source, String key) {
        return read(context, config, source, key, context.defaultParallelism());
    }

    /** The same with at least so many tasks. */
    static SampleSet read(JavaSparkContext context, DataConfig config, DataSource source, String key, int parallelism) {
        Optional<InputFiles> archives =
                InputFiles.unlessFolders(context.hadoopConfiguration(), key, config.root(), source.samples());
        if (archives.isPresent()) {
            return ofArchives(context, config, archives.get(), parallelism);
        }
        List<Path> folders = InputFiles.folders(context.hadoopConfiguration(), key, config.root(), source.samples());
        int parts = (parallelism + folders.size() - 1) / folders.size();
        ImagesReader reader = new ImagesReader(
                new HadoopConf(context.hadoopConfiguration()),
                key,
                folders,
                classes(config, source, key, folders),
                parts,
                Photos.of(config, key));
        int tasks = parts * folders.size();
        List<Integer> numbers = IntStream.range(0, tasks).boxed().toList();
        JavaRDD<Sample> samples =
                context.parallelize(numbers, tasks).flatMap(i -> reader.images(i / reader.parts, i % reader.parts));
        return new SampleSet(samples, reader.photos.sampleDecoder(config))
                .withOtherFiles()
                .withClassNames(folders.stream().map(Path::getName).toList());
    }

    private static SampleSet ofArchives(
            JavaSparkContext context, DataConfig config, InputFiles input, int parallelism) {
        Path first = input.files().get(0);
        return switch (ArchiveKind.of(context.hadoopConfiguration(), input.key(), first)) {
            case TAR -> TarReader.read(context, config, input, parallelism);
            case SEQUENCE_FILE -> SequenceFileReader.read(context, config, input, parallelism);
        };
    }

    private static List<Float> classes(DataConfig config, DataSource source, String key, List<Path> folders) {
        if (folders.size() != config.classes()) {
            throw new DataException(key + ": expected " + config.classes() + " folders (data.classes) in "
                    + source.samples() + ", but found " + folders.size());
        }
        Labels labels = Labels.of(config.format(), config.classes(), config.labelValues());
        List<Float> classes = new ArrayList<>();
        for (Path folder : folders) {
            boolean byName = config.labelValues().isEmpty();
            float label = byName ? classes.size() : labels.ofText(folder.getName());
            if (Float.isNaN(label)) {
                throw new DataException(key + ": the name of " + folder + " must be " + labels.rule());
            }
            classes.add(label);
        }
        return List.copyOf(classes);
    }

    /** One part of a folder. */
    private Iterator<Sample> images(int folder, int part) {
        InputFiles.ClassFolder content = InputFiles.ofClass(hadoop.get(), key, folders.get(folder));
        long count = content.files().size();
        Stream<Sample> images = IntStream.range((int) (part * count / parts), (int) ((part + 1) * count / parts))
                .mapToObj(i -> image(folder, i, content.files().get(i)));
        Stream<Sample> hidden =
                content.hidden().stream().filter(name -> part == 0).map(name -> Sample.leftOut(0, name));
        return Stream.concat(hidden, images).iterator();
    }

    private Sample image(int folder, int index, Path path) {
        long id = InputFiles.id(folder, index);
        byte[] file;
        try (InputStream in = InputFiles.open(hadoop.get(), path)) {
            file = in.readAllBytes();
        } catch (FileNotFoundException e) {
            return photos.badRecords().sample(id, () -> {
                throw new DataException(key + ": " + path + " is a link that leads nowhere", e);
            });
        } catch (IOException e) {
            throw new DataException(key + ": " + path + " cannot be read: " + e, e);
        }
        return photos.sample(id, classes.get(folder), file, path.toString(), path.getName());
    }
}
