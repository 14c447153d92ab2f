package dev.slipway.image.layer;

import dev.slipway.image.ImagePath;
import java.util.ArrayList;
import java.util.List;

/** Which entry names a tar reader lets pass. Targets of symlinks are data and never judged here. */
public enum EntryGuard {
    /**
     * As Docker and containerd do: a leading {@code /} is dropped, {@code .} and {@code ..} are resolved within the
     * archive's root; a name that leaves the root is refused.
     */
    CONFINE,
    /** Absolute names and every {@code ..} are refused. */
    STRICT;

    /**
     * The place of an archive name below the root. Throws IllegalArgumentException with the reason when the name is not
     * allowed.
     */
    public ImagePath place(String name) {
        if (name.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("its name has a NUL byte (expected: none)");
        }
        if (this == STRICT && name.startsWith("/")) {
            throw new IllegalArgumentException("its name is absolute (expected: relative to the archive's root)");
        }
        List<String> kept = new ArrayList<>();
        int start = 0;
        while (start <= name.length()) {
            int slash = name.indexOf('/', start);
            int end = slash < 0 ? name.length() : slash;
            add(kept, name.substring(start, end));
            start = end + 1;
        }
        return new ImagePath("/" + String.join("/", kept));
    }

    private void add(List<String> kept, String segment) {
        switch (segment) {
            case "", "." -> {}
            case ".." -> {
                if (this == STRICT || kept.isEmpty()) {
                    throw new IllegalArgumentException("its name leaves the archive's root (expected: no \"..\")");
                }
                kept.removeLast();
            }
            default -> kept.add(segment);
        }
    }
}
