package io.aligspark.job.data;

import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.IOUtils;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.util.TaskCompletionListener;
import scala.Tuple2;

/**
 * Photos in tar archives: in folders that are classes, or in one archive per class, which may lie in another archive. The
 * headers are read first, on the executors, by one task per archive; then ranges of entries, a compressed archive by one
 * task.
 *
 * @param key config key of the path
 */
record TarReader(HadoopConf hadoop, String key, List<Path> files, Photos photos) implements Serializable {
    private static final long MAX_RANGE_BYTES = 64 << 20;

    static SampleSet read(JavaSparkContext context, DataConfig config, InputFiles input, int parallelism) {
        TarReader reader = new TarReader(
                new HadoopConf(context.hadoopConfiguration()),
                input.key(),
                input.files(),
                Photos.of(config, input.key()));
        long range = Math.max(1, Math.min(input.bytes() / parallelism, MAX_RANGE_BYTES));
        // Numbers and plain arrays, since Kryo (spark.serializer) cannot write records.
        List<Tuple2<long[], String[]>> scans = context.parallelize(
                        IntStream.range(0, input.files().size()).boxed().toList(),
                        input.files().size())
                .map(file -> reader.scan(file, range))
                .collect();
        List<long[]> ranges = new ArrayList<>();
        TreeSet<String> folders = new TreeSet<>();
        for (int file = 0; file < scans.size(); file++) {
            long[] starts = scans.get(file)._1();
            for (int i = 0; i < starts.length; i++) {
                long end = i + 1 < starts.length ? starts[i + 1] : Long.MAX_VALUE;
                ranges.add(new long[] {file, starts[i], end});
            }
            folders.addAll(List.of(scans.get(file)._2()));
        }
        Map<String, Float> classes = ArchiveClasses.of(config, input, folders);
        JavaRDD<Sample> samples = context.parallelize(ranges, ranges.size())
                .flatMap(part -> reader.samples((int) part[0], part[1], part[2], classes));
        return new SampleSet(samples, reader.photos.sampleDecoder(config)).withClassNames(List.copyOf(folders));
    }

    /** Where the ranges of an archive begin, and the folders in it. */
    private Tuple2<long[], String[]> scan(int file, long range) {
        List<Long> starts = new ArrayList<>(List.of(0L));
        TreeSet<String> folders = new TreeSet<>();
        try (TarPhotos walk = new TarPhotos(hadoop.get(), files.get(file), 0, Long.MAX_VALUE)) {
            for (PhotoName name = walk.next(false); name != null; name = walk.next(false)) {
                folders.add(name.folder());
                if (!walk.isCompressed() && walk.start() - starts.get(starts.size() - 1) >= range) {
                    starts.add(walk.start());
                }
            }
        } catch (IOException | IllegalArgumentException e) {
            throw fault(file, e);
        }
        return new Tuple2<>(starts.stream().mapToLong(start -> start).toArray(), folders.toArray(new String[0]));
    }

    private Iterator<Sample> samples(int file, long start, long end, Map<String, Float> classes) {
        TarPhotos walk;
        try {
            walk = new TarPhotos(hadoop.get(), files.get(file), start, end);
        } catch (IOException e) {
            throw fault(file, e);
        }
        TaskCompletionListener close = context -> IOUtils.closeStream(walk);
        TaskContext.get().addTaskCompletionListener(close);
        return new Iterator<>() {
            private PhotoName next = advance();

            private PhotoName advance() {
                try {
                    return walk.next(true);
                } catch (IOException | IllegalArgumentException e) {
                    throw fault(file, e);
                }
            }

            @Override
            public boolean hasNext() {
                return next != null;
            }

            @Override
            public Sample next() {
                if (next == null) {
                    throw new NoSuchElementException();
                }
                byte[] bytes;
                try {
                    bytes = walk.bytes();
                } catch (IOException | IllegalArgumentException e) {
                    throw fault(file, e);
                }
                String place = files.get(file) + ", " + walk.path();
                Sample sample = ArchiveClasses.sample(photos, classes, next, bytes, place);
                next = advance();
                return sample;
            }
        };
    }

    private DataException fault(int file, Exception e) {
        return new DataException(
                key + ": " + files.get(file) + " cannot be read as a tar archive: " + e.getMessage(), e);
    }
}
