package dev.slipway.engine.store;

import java.nio.file.Path;

/**
 * A layer that is on this machine as a directory in overlay form: whiteouts are 0/0 character devices, opaque
 * directories carry overlayfs's xattr. Never changed once stored.
 *
 * @param directory the layer's root, usable as an overlay lower directory
 * @param entries number of entries, marks included
 * @param contentBytes sum of its regular files' sizes, hard links counted once
 */
public record StoredLayer(LayerId id, Path directory, long entries, long contentBytes) {}
