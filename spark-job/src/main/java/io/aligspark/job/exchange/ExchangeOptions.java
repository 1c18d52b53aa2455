package io.aligspark.job.exchange;

import java.io.Serializable;
import java.time.Duration;

/**
 * How members of a run reach each other.
 *
 * @param timeout how long a member may be silent, or behind the others, before the attempt ends
 * @param port first port to listen on; 0 for any free one
 * @param portRetries how many ports after it may be tried
 * @param encrypted whether all that is sent after the handshake is encrypted
 */
public record ExchangeOptions(Duration timeout, int port, int portRetries, boolean encrypted) implements Serializable {

    /** @throws IllegalArgumentException if a value is out of its range */
    public ExchangeOptions {
        if (timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException("exchange.timeout must be > 0, but was " + timeout);
        }
        if (!(port >= 0 && port < 1 << Character.SIZE)) {
            throw new IllegalArgumentException("exchange.port must be in [0, 65535], but was " + port);
        }
    }

    /** How long a connection may take to prove that it belongs to the run. */
    Duration handshakeTimeout() {
        Duration most = Duration.ofSeconds(10);
        return timeout.compareTo(most) < 0 ? timeout : most;
    }
}
