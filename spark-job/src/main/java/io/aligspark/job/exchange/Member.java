package io.aligspark.job.exchange;

import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** What driver and ranks have in common: a mailbox, links with others, sockets if some of them are in other processes. */
abstract class Member implements AutoCloseable {
    static final int DRIVER = -1;
    static final UUID THIS_JVM = UUID.randomUUID();

    private record Place(UUID attempt, int member) {}

    private static final Map<Place, Member> IN_THIS_JVM = new ConcurrentHashMap<>();

    private final Place place;
    private final ExchangeOptions options;
    private final Mailbox mailbox = new Mailbox();
    private final Map<Integer, Link> links = new ConcurrentHashMap<>();

    Member(UUID attempt, int self, ExchangeOptions options) {
        this.place = new Place(attempt, self);
        this.options = options;
    }

    /** Whether a member may connect to this one. */
    abstract boolean expects(int member);

    /** Can be found by others of this process from now on. */
    final void appear() {
        if (IN_THIS_JVM.putIfAbsent(place, this) != null) {
            throw new ExchangeException(name(place.member) + " is in this process already");
        }
    }

    final UUID attempt() {
        return place.attempt;
    }

    final int self() {
        return place.member;
    }

    final Mailbox mailbox() {
        return mailbox;
    }

    final Duration timeout() {
        return options.timeout();
    }

    final Link link(int member) {
        return links.get(member);
    }

    final int linkCount() {
        return links.size();
    }

    /** Another member has connected. Returns false if it should not have. */
    final boolean accept(int member, Link link) {
        if (!expects(member) || links.putIfAbsent(member, link) != null) {
            return false;
        }
        mailbox.change(() -> {});
        return true;
    }

    /** This member has connected. */
    final void add(int member, Link link) {
        links.put(member, link);
    }

    /** Connects to a member of this process. */
    final void addLocal(int member) {
        Member other = IN_THIS_JVM.get(new Place(place.attempt, member));
        if (other == null) {
            throw new ExchangeException(name(member) + " has left");
        }
        LocalLink link = LocalLink.between(mailbox, self(), other.mailbox, other.self());
        if (!other.accept(self(), link.other())) {
            throw new ExchangeException(name(member) + " does not expect " + name(self()) + ", or has it already");
        }
        add(member, link);
    }

    /** For people. */
    final String name(int member) {
        Link link = links.get(member);
        return (member == DRIVER ? "the driver" : "rank " + member) + (link == null ? "" : " on " + link.place());
    }

    /** Why nothing more can come from a member, or null. Under the mailbox's lock. */
    final ExchangeException lost(int member) {
        String cause = mailbox.lost(member);
        return cause == null
                ? null
                : new ExchangeException(name(member) + ": connection lost, noticed by " + who() + ": " + cause);
    }

    private String who() {
        return self() == DRIVER ? "the driver" : "rank " + self();
    }

    /** The next message of a member, known to be there. */
    final Object poll(int member) {
        Object message = mailbox.poll(member);
        return message instanceof byte[] bytes ? Messages.read(bytes) : message;
    }

    /** Tells all others that the attempt has ended, and why. */
    final void endAll(String cause) {
        links.values().forEach(link -> link.end(cause));
    }

    /** Bytes sent over the network. */
    public final long bytesSent() {
        return links.values().stream().mapToLong(Link::bytesSent).sum();
    }

    /** Leaves; others notice. */
    @Override
    public void close() {
        IN_THIS_JVM.remove(place, this);
        links.values().forEach(Link::close);
    }
}
