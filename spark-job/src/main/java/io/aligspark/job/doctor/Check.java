package io.aligspark.job.doctor;

import java.util.List;

/** One thing to look at. Not serialisable: runs on the driver, if need be with tasks. */
@FunctionalInterface
interface Check {
    /** What it found, in a fixed order. An exception is an error, too. */
    List<Finding> run();
}
