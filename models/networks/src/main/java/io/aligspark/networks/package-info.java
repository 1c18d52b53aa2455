/**
 * Engine-neutral descriptions of networks, their losses, and the interface that an engine implements.
 *
 * <p>A {@link io.aligspark.networks.Network} is an immutable graph of {@link io.aligspark.networks.Layer}s. Every engine
 * interprets the same description; nothing here knows an engine's classes, an optimizer or Spark.
 */
package io.aligspark.networks;
