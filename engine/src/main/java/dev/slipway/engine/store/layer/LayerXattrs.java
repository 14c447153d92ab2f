package dev.slipway.engine.store.layer;

import dev.slipway.engine.linux.Errno;
import dev.slipway.engine.linux.LinuxException;
import dev.slipway.engine.linux.Place;
import dev.slipway.engine.linux.Xattrs;
import dev.slipway.engine.store.OverlayFlavor;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Which extended attributes are part of a layer: all but overlayfs's own and those that this machine's security modules
 * put on its files ({@code security.*} except {@code security.capability}). A name with {@code =} cannot be written into
 * a tar and is left out too.
 */
final class LayerXattrs {
    private static final String CAPABILITY = "security.capability";

    private LayerXattrs() {}

    /**
     * What a file carries.
     *
     * @param opaque overlayfs's mark of a directory
     */
    record Found(SortedMap<String, byte[]> xattrs, boolean opaque) {
        static final Found NONE = new Found(Collections.emptySortedMap(), false);
    }

    /** Whether an attribute belongs into a layer. */
    static boolean kept(String name) {
        if (name.indexOf('=') >= 0) {
            return false;
        }
        if (name.startsWith(OverlayFlavor.TRUSTED.prefix()) || name.startsWith(OverlayFlavor.USER.prefix())) {
            return false;
        }
        return !name.startsWith("security.") || name.equals(CAPABILITY);
    }

    static Found read(Place place, OverlayFlavor flavor) throws LinuxException {
        List<String> names = Xattrs.list(place);
        if (names.isEmpty()) {
            return Found.NONE;
        }
        SortedMap<String, byte[]> xattrs = new TreeMap<>();
        boolean opaque = false;
        for (String name : names) {
            if (kept(name)) {
                Xattrs.get(place, name).ifPresent(value -> xattrs.put(name, value));
            } else if (name.equals(flavor.opaqueAttribute())) {
                opaque = Xattrs.get(place, name)
                        .map(v -> v.length == 1 && v[0] == 'y')
                        .orElse(false);
            } else if (name.equals(flavor.prefix() + "redirect") || name.equals(flavor.prefix() + "metacopy")) {
                // such an entry is only a reference to another layer's: the content is not here
                throw new LinuxException("store overlay's \"" + name + "\" of", place.toString(), Errno.EOPNOTSUPP);
            }
        }
        return xattrs.isEmpty() && !opaque ? Found.NONE : new Found(xattrs, opaque);
    }

    /**
     * Sets what a layer's entry has. As containerd does, attributes that the file system cannot keep are left out; in a
     * user namespace also {@code trusted.*}, which only root of the machine has.
     */
    static void write(Place place, Map<String, byte[]> xattrs, OverlayFlavor flavor) throws LinuxException {
        for (Map.Entry<String, byte[]> attribute : xattrs.entrySet()) {
            String name = attribute.getKey();
            if (!kept(name) || flavor == OverlayFlavor.USER && name.startsWith("trusted.")) {
                continue;
            }
            try {
                Xattrs.set(place, name, attribute.getValue());
            } catch (LinuxException e) {
                if (!e.is(Errno.EOPNOTSUPP)) {
                    throw e;
                }
            }
        }
    }

    static void markOpaque(Place directory, OverlayFlavor flavor) throws LinuxException {
        Xattrs.set(directory, flavor.opaqueAttribute(), new byte[] {'y'});
    }
}
