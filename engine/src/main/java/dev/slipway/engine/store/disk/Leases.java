package dev.slipway.engine.store.disk;

import dev.slipway.engine.linux.Flock;
import dev.slipway.engine.linux.OpenFile;
import dev.slipway.engine.linux.Place;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What this open store uses: lines in its leases file, which count as long as its owner file is locked. A mark is set
 * and the thing looked for under the shared prune lock; prune holds it alone while it reads the marks and takes things
 * away. So what was found and marked stays.
 */
final class Leases implements AutoCloseable {
    private final StoreLayout layout;
    private final Owner owner;
    private final Set<String> marked = ConcurrentHashMap.newKeySet();
    /** No channel of Java: one thread that is interrupted while it writes would close that for all. */
    private @Nullable OpenFile file;

    Leases(StoreLayout layout, Owner owner) {
        this.layout = layout;
        this.owner = owner;
    }

    /** Whether the thing is there; it stays there from then on. */
    @FunctionalInterface
    interface Presence {
        boolean test() throws IOException;
    }

    static String blob(dev.slipway.image.Digest digest) {
        return "blob " + digest;
    }

    static String layer(String directoryName) {
        return "layer " + directoryName;
    }

    boolean mark(String item, Presence presence) throws IOException {
        if (marked.contains(item)) {
            return presence.test();
        }
        synchronized (this) {
            try (Flock lock = pruneLock(layout)) {
                Waiting.shortly(lock::tryShared);
                write(item);
                boolean there = presence.test();
                if (there) {
                    marked.add(item);
                }
                return there;
            }
        }
    }

    /** Marks something that is about to appear. */
    void mark(String item) throws IOException {
        if (!marked.contains(item)) {
            mark(item, () -> true);
        }
    }

    static Flock pruneLock(StoreLayout layout) throws IOException {
        return Flock.open(Place.of(layout.locks().resolve("prune")));
    }

    private void write(String item) throws IOException {
        if (file == null) {
            file = OpenFile.open(Place.of(owner.leases()), OpenFile.WRITE | OpenFile.CREATE, 0666);
        }
        byte[] line = (item + "\n").getBytes(StandardCharsets.UTF_8);
        file.write(line, 0, line.length);
    }

    /** Marks of all open stores; call it under the prune lock. */
    static Set<String> all(StoreLayout layout) throws IOException {
        Set<String> all = new HashSet<>();
        for (Path directory : Owner.alive(layout)) {
            try {
                all.addAll(Files.readAllLines(directory.resolve(Owner.LEASES)));
            } catch (NoSuchFileException e) {
                // uses nothing yet
            }
        }
        return all;
    }

    @Override
    public synchronized void close() {
        if (file != null) {
            file.close();
        }
    }
}
