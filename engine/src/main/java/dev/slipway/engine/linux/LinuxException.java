package dev.slipway.engine.linux;

import java.io.IOException;

/** A Linux call that did not succeed. */
public final class LinuxException extends IOException {
    private static final long serialVersionUID = 1L;

    private final String call;
    private final String path;
    private final int errno;

    public LinuxException(String call, String path, int errno) {
        super("cannot " + call + " \"" + path + "\": " + Errno.describe(errno));
        this.call = call;
        this.path = path;
        this.errno = errno;
    }

    /** Name of the call as in section 2 of the manual. */
    public String call() {
        return call;
    }

    /** As the caller gave it. */
    public String path() {
        return path;
    }

    /** One of {@link Errno}. */
    public int errno() {
        return errno;
    }

    public boolean is(int which) {
        return errno == which;
    }

    /** Whether the file system, or a quota on it, is full. */
    public boolean noSpace() {
        return errno == Errno.ENOSPC || errno == Errno.EDQUOT;
    }
}
