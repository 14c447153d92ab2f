package dev.slipway.engine.sandbox;

import java.util.ArrayDeque;
import java.util.Deque;

/** What a step holds while it runs, given back in reverse order whatever fails on the way. */
final class StepResources implements AutoCloseable {
    private final Deque<Held> held = new ArrayDeque<>();

    /** Something to give back. */
    interface Held extends AutoCloseable {
        @Override
        void close();
    }

    void hold(Held resource) {
        held.push(resource);
    }

    @Override
    public void close() {
        RuntimeException first = null;
        while (!held.isEmpty()) {
            try {
                held.pop().close();
            } catch (RuntimeException e) {
                if (first == null) {
                    first = e;
                } else {
                    first.addSuppressed(e);
                }
            }
        }
        if (first != null) {
            throw first;
        }
    }
}
