package io.aligspark.job.exchange;

import io.aligspark.job.exchange.seal.Secret;
import java.io.Serializable;
import java.util.UUID;

/**
 * What a task needs to take part in an attempt: where the driver listens, and the secret. Made by {@link Coordinator}.
 *
 * @param attempt which attempt
 * @param jvm the driver's process
 * @param host that the driver can be reached at
 * @param port that the driver listens at; 0 if all ranks are in its process
 * @param ranks number of ranks N
 */
public record Invitation(
        UUID attempt, UUID jvm, String host, int port, int ranks, Secret secret, ExchangeOptions options)
        implements Serializable {}
