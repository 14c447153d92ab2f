package dev.slipway.engine.store;

import java.util.Optional;

/**
 * Which extended attributes mark opaque directories in layer directories (overlayfs, "User xattr"). Decided when a store
 * is made and kept in its version file, because the marks of one flavour are invisible to the other.
 */
public enum OverlayFlavor {
    /** {@code trusted.overlay.*}: root of the machine. */
    TRUSTED("trusted.overlay.", Optional.empty()),
    /** {@code user.overlay.*}: a user namespace; overlays are mounted with {@code userxattr}. */
    USER("user.overlay.", Optional.of("userxattr"));

    private final String prefix;
    private final Optional<String> mountOption;

    OverlayFlavor(String prefix, Optional<String> mountOption) {
        this.prefix = prefix;
        this.mountOption = mountOption;
    }

    /** With the final dot. */
    public String prefix() {
        return prefix;
    }

    /** {@code y} on a directory hides what lower layers have in it. */
    public String opaqueAttribute() {
        return prefix + "opaque";
    }

    /** The option that an overlay mount of such layers needs. */
    public Optional<String> mountOption() {
        return mountOption;
    }
}
