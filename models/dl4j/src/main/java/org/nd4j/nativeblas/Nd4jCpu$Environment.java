package org.nd4j.nativeblas;

import org.nd4j.linalg.factory.Nd4j;

/**
 * Brings DL4J's oneDNN layer helpers back. In 1.0.0-M2.1 {@code BaseMKLDNNHelper} looks this class up by name and asks
 * it whether oneDNN may be used, but the class has moved to another package; without an answer every helper stays off
 * and convolutions run several times slower. See docs/decisions/0004-dl4j-switches.md.
 */
public final class Nd4jCpu$Environment {
    private static final Nd4jCpu$Environment INSTANCE = new Nd4jCpu$Environment();

    private Nd4jCpu$Environment() {}

    /** Called by reflection. */
    public static Nd4jCpu$Environment getInstance() {
        return INSTANCE;
    }

    /** Called by reflection. */
    public boolean isUseMKLDNN() {
        return Nd4j.getEnvironment().helpersAllowed();
    }
}
