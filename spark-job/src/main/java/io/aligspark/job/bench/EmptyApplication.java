package io.aligspark.job.bench;

import java.lang.management.ManagementFactory;
import java.util.List;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;

/** The least that an application of Spark does, and when it did it; a jar of its own, of this class alone. */
public final class EmptyApplication {
    /** Before the milliseconds since 1970: start of the JVM, this method, Spark, end of the job. */
    static final String RESULT = "empty application:";

    private EmptyApplication() {}

    /** Counts two numbers. */
    public static void main(String[] arguments) {
        long main = System.currentTimeMillis();
        try (JavaSparkContext spark = new JavaSparkContext(new SparkConf().setAppName("empty"))) {
            long started = System.currentTimeMillis();
            spark.parallelize(List.of(1, 2)).count();
            long counted = System.currentTimeMillis();
            long jvm = ManagementFactory.getRuntimeMXBean().getStartTime();
            System.out.println(RESULT + " " + jvm + " " + main + " " + started + " " + counted);
        }
    }
}
