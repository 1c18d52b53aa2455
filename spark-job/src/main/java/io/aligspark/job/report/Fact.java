package io.aligspark.job.report;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * A line in the head of a page.
 *
 * @param name what it is
 * @param text the fact
 */
record Fact(String name, String text) {

    /** Which program wrote the page, and when. */
    static Fact written() {
        String version = Fact.class.getPackage().getImplementationVersion();
        return new Fact(
                "written",
                Instant.now().truncatedTo(ChronoUnit.SECONDS) + " by alig-spark "
                        + (version == null ? "(development)" : version));
    }
}
