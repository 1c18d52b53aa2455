package io.aligspark.dl4j;

/** Whose layers a graph has where both DL4J and we have one. */
enum Layers {
    /** Ours where they are faster, on a CPU, or where DL4J's are wrong with padding. */
    FAST,
    /** Ours only where DL4J's are wrong with padding. */
    PLAIN,
    /** DL4J's wherever it has one: what a benchmark compares with. */
    OUT_OF_THE_BOX
}
