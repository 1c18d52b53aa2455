package io.aligspark.job.data;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaRDD;
import scala.Tuple4;

/**
 * The records of a source that cannot be used. Depends on the data alone, not on splits or tasks.
 *
 * @param records all of them, good and bad
 * @param bad how many are bad
 * @param listed what is wrong with the first ones, in the order of their ids: config key, file, record, fault
 * @param leftOut how many files are none of them
 * @param leftOutNames names of some of these, sorted
 */
public record BadRecords(long records, long bad, List<String> listed, long leftOut, List<String> leftOutNames) {
    /** How many are listed at most. */
    public static final int MAX_LISTED = 20;

    private static final int MAX_NAMES = 5;

    private static final Comparator<Sample> BY_ID =
            Comparator.comparingLong(Sample::id).thenComparing(Sample::fault);

    /**
     * Counts, in one Spark action. Driver.
     *
     * @param samples good and bad ones, as readers yield them
     */
    public static BadRecords in(JavaRDD<Sample> samples) {
        List<Tuple4<Long, Long, Sample[], String[]>> parts =
                samples.mapPartitions(BadRecords::count).collect();
        List<String> others =
                parts.stream().flatMap(part -> Stream.of(part._4())).sorted().toList();
        return new BadRecords(
                parts.stream().mapToLong(Tuple4::_1).sum(),
                parts.stream().mapToLong(Tuple4::_2).sum(),
                parts.stream()
                        .flatMap(part -> Stream.of(part._3()))
                        .sorted(BY_ID)
                        .limit(MAX_LISTED)
                        .map(Sample::fault)
                        .toList(),
                others.size(),
                others.stream().distinct().limit(MAX_NAMES).toList());
    }

    /**
     * Those that a set skips, and what is left out. Driver.
     *
     * @param samples of the set, persisted
     * @return nothing counted if the set's reader stops at bad records
     * @throws DataException if their share is larger than the policy allows
     */
    public static BadRecords skipped(SampleSet set, JavaRDD<Sample> samples) {
        if (!set.policy().skips() && !set.hasOtherFiles()) {
            return new BadRecords(0, 0, List.of(), 0, List.of());
        }
        BadRecords found = in(samples);
        if (found.bad > set.policy().maxFraction() * found.records) {
            throw new DataException(String.format(
                    Locale.ROOT,
                    "data.max-bad-fraction = %s: %,d of %,d records are bad; the first: %s",
                    set.policy().maxFraction(),
                    found.bad,
                    found.records,
                    found.listed.get(0)));
        }
        return found;
    }

    /** For people: how many of a source are skipped or left out, and which; no line if there are none. */
    public List<String> report(String source) {
        return Stream.concat(reportBad(source).stream(), reportLeftOut(source).stream())
                .toList();
    }

    /** What is left out: one line, or none. */
    public Optional<String> reportLeftOut(String source) {
        return leftOut == 0
                ? Optional.empty()
                : Optional.of(String.format(
                        Locale.ROOT,
                        "note: left out %,d files of %s that are no images: %s%s",
                        leftOut,
                        source,
                        String.join(", ", leftOutNames),
                        leftOut > leftOutNames.size() ? ", ..." : ""));
    }

    private List<String> reportBad(String source) {
        if (bad == 0) {
            return List.of();
        }
        String more = bad == listed.size() ? "" : String.format(Locale.ROOT, "; the first %d:", listed.size());
        return Stream.concat(
                        Stream.of(String.format(
                                Locale.ROOT, "skipped %,d of %,d records of %s%s", bad, records, source, more)),
                        listed.stream().map(fault -> "  " + fault))
                .toList();
    }

    private static Iterator<Tuple4<Long, Long, Sample[], String[]>> count(Iterator<Sample> samples) {
        List<String> others = new ArrayList<>();
        long records = 0;
        long bad = 0;
        PriorityQueue<Sample> first = new PriorityQueue<>(BY_ID.reversed());
        while (samples.hasNext()) {
            Sample sample = samples.next();
            if (sample.isLeftOut()) {
                others.add(sample.fault());
                continue;
            }
            records++;
            if (sample.isBad()) {
                bad++;
                first.add(sample);
                if (first.size() > MAX_LISTED) {
                    first.remove();
                }
            }
        }
        return List.of(new Tuple4<>(records, bad, first.toArray(new Sample[0]), others.toArray(new String[0])))
                .iterator();
    }
}
