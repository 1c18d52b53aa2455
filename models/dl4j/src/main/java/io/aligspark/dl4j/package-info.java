/** The DL4J engine: interprets network descriptions with DL4J's {@code ComputationGraph}. */
package io.aligspark.dl4j;
