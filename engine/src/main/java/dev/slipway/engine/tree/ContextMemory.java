package dev.slipway.engine.tree;

import dev.slipway.engine.linux.FileStatus;
import dev.slipway.engine.linux.FileSystemType;
import dev.slipway.engine.linux.Place;
import dev.slipway.engine.store.Memos;
import dev.slipway.image.Digest;
import dev.slipway.plan.graph.CanonicalForm;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Remembers from build to build what the files of local contexts hold, so that an unchanged file is looked at and not
 * read: one memo for each context root, the last build that ends is the one that is kept. No result depends on it; a
 * memo that is lost, torn or of another version only costs time.
 *
 * <p>A digest is remembered only when the file was the same before and after it was read, and had been left alone for
 * longer than a tick of its file system's clock when that began, so that any later write shows ({@link FileStamp}).
 * As with git's index, bytes written through a memory mapping that was dirty before count as written when the kernel
 * says so. One object serves one build.
 */
public final class ContextMemory {
    /** Memo kind. */
    public static final String KIND = "context-files";

    private final Memos memos;
    private final Clock clock;
    private final Map<Path, RememberedDigests> roots = new ConcurrentHashMap<>();

    /** @param clock that of this machine, by which its file systems mark changes */
    public ContextMemory(Memos memos, Clock clock) {
        this.memos = memos;
        this.clock = clock;
    }

    /** Loads what is known of a local context. Nothing where the file system does not keep change times itself. */
    public void open(Path directory) {
        try {
            Path root = directory.toRealPath();
            Place place = Place.of(root);
            if (FileSystemType.of(place).keepsChangeTimes()) {
                long device = FileStatus.of(place).device();
                roots.computeIfAbsent(root, at -> RememberedDigests.read(device, memos.find(KIND, key(at, device))));
            }
        } catch (IOException e) {
            // Whoever lists the directory says what is wrong with it.
        }
    }

    /** The digest of a context's file with this status, where it is known without reading. */
    Optional<Digest> find(Path root, String path, FileStatus status) {
        RememberedDigests remembered = roots.get(root);
        return remembered == null ? Optional.empty() : remembered.find(path, status);
    }

    /** The moment from which a reading begins. */
    Instant now() {
        return clock.instant();
    }

    /** Takes note of a file that was read, when it may be believed. */
    void read(Path root, String path, Reading reading, Digest digest) {
        RememberedDigests remembered = roots.get(root);
        if (remembered != null
                && reading.before().equals(reading.after())
                && FileStamp.of(path, reading.before()).isSettledAt(reading.begun())) {
            remembered.put(path, reading.before(), digest);
        }
    }

    /** One reading of an open file, from its first byte to its end. */
    record Reading(Instant begun, FileStatus before, FileStatus after) {}

    /** Writes down what is new. */
    public void save() {
        roots.forEach((root, remembered) -> {
            if (remembered.hasNews()) {
                memos.put(KIND, key(root, remembered.device()), remembered.encode());
            }
        });
    }

    /** Version 1: {@link CanonicalForm} {@code ("context-files", 1)} of the root's real path and its device. */
    private static Digest key(Path root, long device) {
        return new CanonicalForm(KIND, 1)
                .text(Place.of(root).name())
                .number(device)
                .digest();
    }
}
