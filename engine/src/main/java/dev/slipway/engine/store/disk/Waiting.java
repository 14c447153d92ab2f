package dev.slipway.engine.store.disk;

import dev.slipway.engine.linux.LinuxException;

/** Asks for a lock again and again, a little slower each time: see {@code Flock} for why it never just waits. */
final class Waiting {
    private static final long FIRST_MILLIS = 1;
    private static final long LONGEST_MILLIS = 50;

    private Waiting() {}

    /** Says whether it was had. */
    @FunctionalInterface
    interface Attempt {
        boolean succeeds() throws LinuxException;
    }

    static void until(Attempt attempt) throws LinuxException, InterruptedException {
        long millis = FIRST_MILLIS;
        while (!attempt.succeeds()) {
            Thread.sleep(millis);
            millis = Math.min(millis * 2, LONGEST_MILLIS);
        }
    }

    /** For locks that are held for moments only; an interrupt is kept for later. */
    static void shortly(Attempt attempt) throws LinuxException {
        boolean interrupted = false;
        while (!attempt.succeeds()) {
            try {
                Thread.sleep(FIRST_MILLIS);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
