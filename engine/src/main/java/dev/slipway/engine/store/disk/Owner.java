package dev.slipway.engine.store.disk;

import dev.slipway.engine.linux.Directories;
import dev.slipway.engine.linux.Flock;
import dev.slipway.engine.linux.LinuxException;
import dev.slipway.engine.linux.Place;
import dev.slipway.engine.store.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * One open store's own directory in tmp, made when the store first writes or uses something: who only asks needs none.
 * Its owner file is locked while the store is open, so that others see whether what is in there is being made or was left
 * behind. Safe for many threads.
 */
final class Owner implements AutoCloseable {
    private static final String LOCK = "owner";
    static final String LEASES = "leases";
    private static final AtomicLong OPENED = new AtomicLong();

    private final StoreLayout layout;
    private final AtomicLong number = new AtomicLong();
    private @Nullable Left own;

    Owner(StoreLayout layout) {
        this.layout = layout;
    }

    /** Throws {@code StoreException} when it cannot be made. */
    private synchronized Path directory() {
        if (own == null) {
            try {
                own = enter(layout);
            } catch (IOException e) {
                throw StoreException.io("use the store \"" + layout.root() + "\"", e);
            }
        }
        return own.directory();
    }

    /** Makes the directory, and removes in the background what dead owners left. */
    private static Left enter(StoreLayout layout) throws IOException {
        List<Left> left;
        Left own;
        // nobody may look at a directory between its making and its locking
        try (Flock sweep = Flock.open(Place.of(layout.locks().resolve("sweep")))) {
            Waiting.shortly(sweep::tryExclusive);
            left = left(layout);
            own = create(layout);
        }
        if (!left.isEmpty()) {
            Thread.ofPlatform().daemon().name("store-sweep").start(() -> left.forEach(Left::remove));
        }
        return own;
    }

    private static Left create(StoreLayout layout) throws IOException {
        String name = ProcessHandle.current().pid() + "-"
                + Long.toString(System.nanoTime(), 36).replace("-", "n") + "-" + OPENED.incrementAndGet();
        Path directory = Files.createDirectory(layout.tmp().resolve(name));
        Flock lock = Flock.open(Place.of(directory.resolve(LOCK)));
        if (!lock.tryExclusive()) {
            lock.close();
            throw new IOException("\"" + directory + "\" was made just now and is locked by another process");
        }
        return new Left(directory, lock);
    }

    /** An owner's directory; a dead one's is locked while it is being removed, so that one process does it. */
    private record Left(Path directory, Flock lock) {
        void remove() {
            try (lock) {
                // the owner file goes last: without it, the next sweep would find no lock to take
                for (Directories.Name name : Directories.list(Place.of(directory))) {
                    if (!name.name().equals(LOCK)) {
                        Directories.deleteTree(Place.of(Place.of(directory).name() + "/" + name.name()));
                    }
                }
                Directories.deleteTree(Place.of(directory));
            } catch (LinuxException e) {
                // stays for the next sweep; nothing depends on its removal
                System.getLogger(Owner.class.getName()).log(System.Logger.Level.DEBUG, "left over: " + directory, e);
            }
        }
    }

    private static List<Left> left(StoreLayout layout) throws IOException {
        List<Left> left = new ArrayList<>();
        for (Directories.Name name : Directories.list(Place.of(layout.tmp()))) {
            Path directory = layout.tmp().resolve(name.name());
            Flock lock = lockOf(directory);
            if (lock != null && lock.tryExclusive()) {
                left.add(new Left(directory, lock));
            } else if (lock != null) {
                lock.close();
            }
        }
        return left;
    }

    /** Null when the directory is gone already. */
    private static @Nullable Flock lockOf(Path directory) throws LinuxException {
        try {
            return Flock.open(Place.of(directory.resolve(LOCK)));
        } catch (LinuxException e) {
            if (e.is(dev.slipway.engine.linux.Errno.ENOENT) || e.is(dev.slipway.engine.linux.Errno.ENOTDIR)) {
                return null;
            }
            throw e;
        }
    }

    /** Directories of stores that are open now, in any process, this one included. */
    static List<Path> alive(StoreLayout layout) throws IOException {
        List<Path> alive = new ArrayList<>();
        for (Directories.Name name : Directories.list(Place.of(layout.tmp()))) {
            Path directory = layout.tmp().resolve(name.name());
            try (Flock lock = lockOf(directory)) {
                if (lock != null && !lock.tryShared()) {
                    alive.add(directory);
                }
            }
        }
        return alive;
    }

    /** A path in this directory that nothing has yet. */
    Path fresh(String kind) {
        return directory().resolve(kind + "-" + number.incrementAndGet());
    }

    Path leases() {
        return directory().resolve(LEASES);
    }

    @Override
    public synchronized void close() {
        if (own != null) {
            own.remove();
        }
    }
}
