package dev.slipway.serve.dispatch;

import dev.slipway.serve.engine.ServeException;

/** What holds a slot: called without locks held, each method once a slot. */
interface Work {
    String rid();

    /** A slot is there. */
    void start();

    /** Ends with a failure, whether it waits or runs. */
    void fail(ServeException failure);

    /** Ends because somebody else wants it to. */
    void abort(String message);

    /** Stands still, or goes on; a unary request ignores it. */
    default void hold(boolean held) {}

    /** Gives up its slot to be started again later; false when it cannot. */
    default boolean retract() {
        return false;
    }
}
