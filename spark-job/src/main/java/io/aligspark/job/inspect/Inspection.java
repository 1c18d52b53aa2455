package io.aligspark.job.inspect;

import io.aligspark.job.config.RunConfig;
import io.aligspark.job.data.Augmentation;
import io.aligspark.job.data.BadRecords;
import io.aligspark.job.data.DataConfig;
import io.aligspark.job.data.DataSource;
import io.aligspark.job.data.SampleDecoder;
import io.aligspark.job.data.SampleSet;
import io.aligspark.job.data.reading.SampleReader;
import io.aligspark.job.inspect.Statistics.Pick;
import io.aligspark.job.launch.Launch;
import io.aligspark.job.session.Cluster;
import io.aligspark.job.storage.HadoopFiles;
import io.aligspark.networks.KeyedRandom;
import io.aligspark.networks.KeyedRandom.Purpose;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.storage.StorageLevel;

/** Reads all samples of a configuration once and shows what they are. Driver. */
public final class Inspection {
    private static final int MAX_ROWS = 20;
    private static final int COLUMNS = 10;

    private final RunConfig config;
    private final DataConfig data;
    private final PrintStream out;

    /**
     * An inspection.
     *
     * @param config with {@code data.on-bad-record = skip}, so that bad records are listed
     */
    public Inspection(RunConfig config, PrintStream out) {
        this.config = config;
        this.data = config.data();
        this.out = out;
    }

    /** A source that was read. */
    private record Source(String name, SampleSet set, Statistics statistics, BadRecords bad) {}

    /**
     * Prints counts and ranges; writes the contact sheet, if samples are images.
     *
     * @param title of the sheet
     * @param folder of the sheet
     * @param file its name in there
     * @return whether there is a sheet
     */
    public boolean run(Launch launch, String title, HadoopFiles folder, String file) {
        Cluster cluster = launch.start(config);
        out.println("reading the data");
        List<Source> sources = new ArrayList<>();
        sources.add(read(cluster, "training", data.train()));
        if (data.test() != null) {
            sources.add(read(cluster, "test", data.test()));
        }
        List<String> names = ClassNames.of(data, sources.get(0).set().classNames());
        InspectionTables tables = new InspectionTables(data, names, out);
        tables.head(sources.stream().map(Source::name).toList());
        tables.row(
                "samples",
                sources.stream().map(source -> source.statistics().samples).toList());
        tables.row(
                "bad records",
                sources.stream().map(source -> source.bad().bad()).toList());
        tables.bytes(
                "bytes in memory",
                sources.stream().map(source -> source.statistics().packedBytes).toList());
        tables.bytes(
                "bytes of the files",
                sources.stream()
                        .map(source -> SampleReader.storedBytes(
                                cluster.context(), data, source.name().equals("test") ? data.test() : data.train()))
                        .toList());
        tables.classes(sources.stream().map(Source::statistics).toList());
        tables.ranges(sources.get(0).statistics());
        sources.forEach(source -> tables.bad(source.bad()));
        Statistics training = sources.get(0).statistics();
        if (!Scaling.isImage(data) || training.samples == 0) {
            return false;
        }
        write(sheet(title, names, sources.get(0)).draw(), folder, file);
        return true;
    }

    private Source read(Cluster cluster, String name, DataSource source) {
        SampleSet set = SampleReader.read(cluster.context(), data, source);
        JavaRDD<io.aligspark.job.data.Sample> samples = set.samples().persist(StorageLevel.MEMORY_AND_DISK());
        try {
            // Locals: the closure must not drag this object along.
            DataConfig dataConfig = data;
            SampleDecoder decoder = set.decoder();
            long seed = config.train().seed();
            int picks = picksPerClass();
            Statistics statistics = samples
                    .mapPartitions(part -> List.of(Statistics.of(part, dataConfig, decoder, seed, picks))
                            .iterator())
                    .collect()
                    .stream()
                    .reduce(new Statistics(picks), Statistics::add);
            return new Source(name, set, statistics, BadRecords.in(samples));
        } finally {
            samples.unpersist();
        }
    }

    private boolean isAugmented() {
        return !data.augment().equals(Augmentation.NONE);
    }

    private int picksPerClass() {
        if (!Scaling.isImage(data)) {
            return 0;
        }
        return data.classes() > MAX_ROWS ? 1 : isAugmented() ? COLUMNS / 2 : COLUMNS;
    }

    private ContactSheet sheet(String title, List<String> names, Source source) {
        Tiles tiles = new Tiles(data, source.statistics());
        List<String> heads = new ArrayList<>(List.of("training samples"));
        if (isAugmented()) {
            heads.add("as augmented in epoch 1");
        }
        List<ContactSheet.Row> rows = new ArrayList<>();
        if (data.classes() > MAX_ROWS) {
            // A sample of each class, as many as fit.
            List<Map.Entry<Integer, List<Pick>>> all =
                    List.copyOf(source.statistics().picks.entrySet());
            for (int from = 0; from < Math.min(all.size(), MAX_ROWS * COLUMNS); from += COLUMNS) {
                List<Map.Entry<Integer, List<Pick>>> line = all.subList(from, Math.min(all.size(), from + COLUMNS));
                List<Pick> picks =
                        line.stream().map(entry -> entry.getValue().get(0)).toList();
                String last = names.get(line.get(line.size() - 1).getKey());
                rows.add(row(names.get(line.get(0).getKey()) + " ...", last, picks, tiles, source));
            }
        } else {
            source.statistics().picks.forEach((label, picks) -> {
                long count = source.statistics().perClass.get(label);
                String name = data.classes() == 0 ? "samples" : names.get(label);
                rows.add(row(name, String.format(java.util.Locale.ROOT, "%,d", count), picks, tiles, source));
            });
        }
        return new ContactSheet(title, heads, rows);
    }

    private ContactSheet.Row row(String label, String note, List<Pick> picks, Tiles tiles, Source source) {
        List<List<BufferedImage>> groups = new ArrayList<>();
        groups.add(picks.stream()
                .map(pick -> tiles.image(source.set().decoder(), pick.sample(), Optional.empty()))
                .toList());
        if (isAugmented()) {
            long seed = config.train().seed();
            groups.add(picks.stream()
                    .map(pick -> tiles.image(
                            source.set().decoder(),
                            pick.sample(),
                            Optional.of(KeyedRandom.of(
                                    seed, Purpose.AUGMENTATION, 0, pick.sample().id()))))
                    .toList());
        }
        return new ContactSheet.Row(label, note, groups);
    }

    private static void write(BufferedImage sheet, HadoopFiles folder, String name) {
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        try {
            ImageIO.write(sheet, "png", png);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        folder.makeFolder();
        folder.writeAtomically(name, png::writeTo);
    }
}
