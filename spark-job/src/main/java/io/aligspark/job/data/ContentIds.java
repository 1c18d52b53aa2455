package io.aligspark.job.data;

import java.util.Iterator;
import org.apache.spark.HashPartitioner;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import scala.Tuple2;

/**
 * Gives ids to rows that have no place of their own: a row's id is a hash of its content, so that files may be cut and
 * ordered in any way.
 *
 * <p>Copies of a row come together in one sort by hash, where they are numbered; being equal, it does not matter which
 * copy gets which number. Two different rows with one hash get different ids, too, but which of them gets which may
 * depend on the partitions: for n rows the probability is n^2 / 2^65.
 */
public final class ContentIds implements Iterator<Sample> {
    private final Iterator<Sample> rows;
    private long hash;
    private long occurrence = -1;

    private ContentIds(Iterator<Sample> rows) {
        this.rows = rows;
    }

    /** Numbers the copies of rows that have their hash for an id. */
    static JavaRDD<Sample> number(JavaRDD<Sample> rows) {
        JavaPairRDD<Long, Sample> byHash = rows.mapToPair(row -> new Tuple2<>(row.id(), row));
        return byHash.repartitionAndSortWithinPartitions(new HashPartitioner(Math.max(1, rows.getNumPartitions())))
                .values()
                .mapPartitions(ContentIds::new);
    }

    @Override
    public boolean hasNext() {
        return rows.hasNext();
    }

    @Override
    public Sample next() {
        Sample row = rows.next();
        if (row.isBad()) {
            return row;
        }
        occurrence = occurrence >= 0 && row.id() == hash ? occurrence + 1 : 0;
        hash = row.id();
        return new Sample(Packing.mix(hash ^ Packing.mix(occurrence)), row.target(), row.features());
    }
}
