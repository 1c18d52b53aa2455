package io.aligspark.job.exchange;

import java.util.HashMap;
import java.util.Map;

/** Both ends in one JVM: everything is handed over by reference, by the thread that comes second. */
final class LocalLink implements Link {
    private final Mailbox own;
    private final int self;
    private final Map<Tag, Incoming> expected = new HashMap<>();
    private final Map<Tag, Outgoing> early = new HashMap<>();
    private LocalLink other;

    private LocalLink(Mailbox own, int self) {
        this.own = own;
        this.self = self;
    }

    /** The end of the first member; its {@link #other()} is that of the second. */
    static LocalLink between(Mailbox first, int firstMember, Mailbox second, int secondMember) {
        LocalLink one = new LocalLink(first, firstMember);
        one.other = new LocalLink(second, secondMember);
        one.other.other = one;
        return one;
    }

    LocalLink other() {
        return other;
    }

    @Override
    public void send(Object message) {
        other.own.deliver(self, message);
    }

    @Override
    public void send(Outgoing floats) {
        other.arrive(floats);
    }

    private void arrive(Outgoing floats) {
        Incoming incoming;
        synchronized (this) {
            incoming = expected.remove(floats.tag());
            if (incoming == null) {
                early.put(floats.tag(), floats);
                return;
            }
        }
        incoming.take(floats);
    }

    @Override
    public void expect(Incoming floats) {
        Outgoing outgoing;
        synchronized (this) {
            outgoing = early.remove(floats.tag());
            if (outgoing == null) {
                expected.put(floats.tag(), floats);
                return;
            }
        }
        floats.take(outgoing);
    }

    @Override
    public long bytesSent() {
        return 0;
    }

    @Override
    public String place() {
        return "this process";
    }

    @Override
    public void end(String cause) {
        other.own.fail(new ExchangeException(cause));
        close();
    }

    @Override
    public void close() {
        other.own.lose(self, "it has left");
    }
}
