package dev.slipway.image.layer;

/** Which entry names a tar reader lets pass. Link targets of symlinks are data and never judged here. */
public enum EntryGuard {
    /**
     * As Docker and containerd do: a leading {@code /} is dropped, {@code .} and {@code ..} are resolved within the
     * archive's root; a name that leaves the root is refused.
     */
    CONFINE,
    /** Absolute names and every {@code ..} are refused. */
    STRICT
}
