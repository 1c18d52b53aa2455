package io.aligspark.job.data;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Iterator;
import org.apache.spark.HashPartitioner;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import scala.Tuple2;

/**
 * Makes samples of rows that have no place of their own, as a data source of Spark gives them: a row's id is a hash of
 * its content.
 *
 * <p>Copies of a row come together in one sort by hash, where they are numbered; being equal, it does not matter which
 * copy gets which number. Two different rows with one hash get different ids, too, but which of them gets which may
 * depend on the partitions: for n rows the probability is n^2 / 2^65.
 */
final class ContentIds implements Iterator<Sample> {
    private final Iterator<Tuple2<Long, byte[]>> rows;
    private long hash;
    private long occurrence = -1;

    private ContentIds(Iterator<Tuple2<Long, byte[]>> rows) {
        this.rows = rows;
    }

    /**
     * Numbers rows.
     *
     * @param packed the target as one float, then the packed features: plain arrays, since Kryo (spark.serializer)
     *     cannot write records
     */
    static JavaRDD<Sample> number(JavaRDD<byte[]> packed) {
        JavaPairRDD<Long, byte[]> byHash = packed.mapToPair(row -> new Tuple2<>(Packing.hash(row), row));
        return byHash.repartitionAndSortWithinPartitions(new HashPartitioner(Math.max(1, packed.getNumPartitions())))
                .mapPartitions(ContentIds::new);
    }

    /** What stands for a row that is skipped: its fault, after a target that no sample has. */
    static byte[] bad(String fault) {
        byte[] text = fault.getBytes(StandardCharsets.UTF_8);
        byte[] packed = new byte[Float.BYTES + text.length];
        Packing.putFloat(packed, 0, Float.NaN);
        System.arraycopy(text, 0, packed, Float.BYTES, text.length);
        return packed;
    }

    @Override
    public boolean hasNext() {
        return rows.hasNext();
    }

    @Override
    public Sample next() {
        Tuple2<Long, byte[]> row = rows.next();
        occurrence = occurrence >= 0 && row._1() == hash ? occurrence + 1 : 0;
        hash = row._1();
        byte[] packed = row._2();
        byte[] features = Arrays.copyOfRange(packed, Float.BYTES, packed.length);
        float target = Packing.getFloat(packed, 0);
        long id = Packing.mix(hash ^ Packing.mix(occurrence));
        return Float.isNaN(target)
                ? Sample.bad(id, new String(features, StandardCharsets.UTF_8))
                : new Sample(id, new float[] {target}, features);
    }
}
