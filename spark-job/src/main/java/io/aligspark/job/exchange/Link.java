package io.aligspark.job.exchange;

/**
 * A member's end of its connection with another one. Messages and floats arrive in the order they were sent; either side
 * may be first to send floats or to expect them. All methods return at once.
 */
interface Link {

    /** Sends a message: a serialisable object, which the other end may get by reference. */
    void send(Object message);

    /** Sends floats, straight from their array. */
    void send(Outgoing floats);

    /** Expects floats. */
    void expect(Incoming floats);

    /** Bytes sent over the network so far. */
    long bytesSent();

    /** For people: where the other end is. */
    String place();

    /** Tells the other end that the attempt has ended and why, and closes. */
    void end(String cause);

    /** Ends the connection after what was sent has gone out. */
    void close();
}
