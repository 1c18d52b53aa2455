package io.aligspark.job.exchange;

/**
 * Which floats a frame carries; unique on a link.
 *
 * @param kind what for
 * @param step of the training, or number of the transfer
 * @param part which of several
 */
record Tag(Kind kind, long step, int part) {

    /** What floats are for; its code goes over the wire. */
    enum Kind {
        /** A sub-tree's sum, its part of the receiver's slice. */
        REDUCE(3),
        /** The sender's slice of a vector. */
        GATHER(4),
        /** The sender's slice of a vector tried in a line search. */
        TRIAL(5),
        /** A slice of the state, between driver and owner. */
        STATE(6),
        /** The sender's slice of the vector that the ranks start from. */
        START(7);

        private final byte code;

        Kind(int code) {
            this.code = (byte) code;
        }

        /** Other types of frames have lower ones. */
        byte code() {
            return code;
        }

        static Kind of(byte code) {
            for (Kind kind : values()) {
                if (kind.code == code) {
                    return kind;
                }
            }
            throw new IllegalStateException("a frame has type " + code + ", which is none of ours");
        }
    }

    @Override
    public String toString() {
        return kind + " " + step + "." + part;
    }
}
