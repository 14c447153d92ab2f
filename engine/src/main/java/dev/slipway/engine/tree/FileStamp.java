package dev.slipway.engine.tree;

import dev.slipway.engine.linux.FileStatus;
import java.time.Duration;
import java.time.Instant;

/**
 * By what a file of a context is recognised without reading it. The change time says whether it was written: programs
 * can set the modification time, but not this one.
 *
 * @param path 64 bits made of the path below the context's root
 * @param modifiedNanos since the epoch, as is {@code changedNanos}
 */
record FileStamp(long path, long inode, long sizeBytes, long modifiedNanos, long changedNanos) {
    /**
     * A write in the same tick of the file system's clock as an earlier one leaves no trace in the times. Two seconds
     * are the coarsest tick there is, and far more than the kernel's own lag of some milliseconds.
     */
    static final Duration TICK = Duration.ofSeconds(2);

    private static final long NANOS = 1_000_000_000;

    static FileStamp of(String path, FileStatus status) {
        FileStatus.Times times = status.times();
        return new FileStamp(
                hash(path),
                status.inode(),
                status.sizeBytes(),
                times.modifiedSeconds() * NANOS + times.modifiedNanos(),
                times.changedSeconds() * NANOS + times.changedNanos());
    }

    /** Whether every write from this moment on gives the file other times (git's rule for "racy" index entries). */
    boolean isSettledAt(Instant moment) {
        Instant before = moment.minus(TICK);
        long limit = before.getEpochSecond() * NANOS + before.getNano();
        return modifiedNanos < limit && changedNanos < limit;
    }

    int slot() {
        return Long.hashCode((path ^ inode * 0x9E3779B97F4A7C15L) * 0xBF58476D1CE4E5B9L);
    }

    private static long hash(String path) {
        long hash = path.length();
        for (int i = 0; i < path.length(); i++) {
            hash = hash * 0x100000001B3L ^ path.charAt(i);
        }
        return hash;
    }
}
