package io.aligspark;

import java.util.Locale;

/** Optimizers by name; their keys are those of {@code optimizer.*} in {@code conf/reference.conf}. */
public enum StepRule {
    /** ALI-G (Berrada, Zisserman, Kumar, ICML 2020). */
    ALIG,
    /** ALI-G+: a target for the loss of every sample. */
    ALIG_PLUS,
    /** APROX, the truncated model. */
    APROX,
    /** BPGrad. */
    BPGRAD,
    /** Deep Frank-Wolfe. */
    DFW,
    /** L4 with Adam. */
    L4_ADAM,
    /** L4 with momentum. */
    L4_MOM,
    /** MoMo. */
    MOMO,
    /** MoMo-Adam. */
    MOMO_ADAM,
    /** Polyak's step. */
    POLYAK,
    /** A stochastic line search. */
    SLS,
    /** The stochastic Polyak step. */
    SPS,
    /** Adagrad. */
    ADAGRAD,
    /** Adam. */
    ADAM,
    /** AdamW. */
    ADAMW,
    /** AMSGrad. */
    AMSGRAD,
    /** RMSProp. */
    RMSPROP,
    /** Stochastic gradient descent, with momentum. */
    SGD,
    /** Yogi. */
    YOGI;

    /** The name in the configuration. */
    public String key() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
