package io.aligspark.job.data.photos;

import io.aligspark.job.data.DataConfig;
import io.aligspark.job.data.DataException;
import io.aligspark.job.data.Sample;
import io.aligspark.job.data.SampleSet;
import io.aligspark.job.data.files.HadoopConf;
import io.aligspark.job.data.files.InputFiles;
import io.aligspark.job.data.files.PhotoName;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.IOUtils;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.util.TaskCompletionListener;
import scala.Tuple3;

/**
 * Photos in tar archives: in folders that are classes, or in one archive per class, which may lie in another archive. The
 * headers are read first, on the executors, by one task per archive; then ranges of entries, a compressed archive by one
 * task.
 *
 * @param key config key of the path
 * @param byArchive whether photos of several archives have the same names, so that the archive is part of a name
 */
record TarReader(HadoopConf hadoop, String key, List<Path> files, Photos photos, boolean byArchive)
        implements Serializable {
    private static final long MAX_RANGE_BYTES = 64 << 20;

    static SampleSet read(JavaSparkContext context, DataConfig config, InputFiles input, int parallelism) {
        TarReader reader = new TarReader(
                new HadoopConf(context.hadoopConfiguration()),
                input.key(),
                input.files(),
                Photos.of(config, input.key()),
                false);
        long range = Math.max(1, Math.min(input.bytes() / parallelism, MAX_RANGE_BYTES));
        // Numbers and plain arrays, since Kryo (spark.serializer) cannot write records.
        List<Tuple3<long[], String[], long[]>> scans = context.parallelize(
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
        LongSummaryStatistics names =
                scans.stream().mapToLong(scan -> scan._3().length).summaryStatistics();
        boolean shared = scans.stream()
                        .flatMapToLong(scan -> LongStream.of(scan._3()))
                        .distinct()
                        .count()
                < names.getSum();
        TarReader named = new TarReader(reader.hadoop, reader.key, reader.files, reader.photos, shared);
        JavaRDD<Sample> samples = context.parallelize(ranges, ranges.size())
                .flatMap(part -> named.samples((int) part[0], part[1], part[2], classes));
        return new SampleSet(samples, reader.photos.sampleDecoder(config))
                .withOtherFiles()
                .withClassNames(List.copyOf(folders));
    }

    /** Where the ranges of an archive begin, the folders in it, and the ids of its photos, each once. */
    private Tuple3<long[], String[], long[]> scan(int file, long range) {
        LongStream.Builder ids = LongStream.builder();
        List<Long> starts = new ArrayList<>(List.of(0L));
        TreeSet<String> folders = new TreeSet<>();
        try (TarPhotos walk = new TarPhotos(hadoop.get(), files.get(file), 0, Long.MAX_VALUE)) {
            for (PhotoName name = walk.next(false); name != null; name = walk.next(false)) {
                folders.add(name.folder());
                ids.add(name.id());
                if (!walk.isCompressed() && walk.start() - starts.get(starts.size() - 1) >= range) {
                    starts.add(walk.start());
                }
            }
        } catch (IOException | IllegalArgumentException e) {
            throw fault(file, e);
        }
        return new Tuple3<>(
                starts.stream().mapToLong(start -> start).toArray(),
                folders.toArray(new String[0]),
                ids.build().distinct().toArray());
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
                PhotoName name = byArchive ? next.in(files.get(file).getName()) : next;
                Sample sample = ArchiveClasses.sample(photos, classes, name, bytes, place);
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
