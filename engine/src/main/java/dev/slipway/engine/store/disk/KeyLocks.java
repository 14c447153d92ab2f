package dev.slipway.engine.store.disk;

import dev.slipway.engine.linux.FileStatus;
import dev.slipway.engine.linux.Flock;
import dev.slipway.engine.linux.LinuxException;
import dev.slipway.engine.linux.Nodes;
import dev.slipway.engine.linux.Place;
import dev.slipway.engine.store.StoreException;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;

/**
 * Locks by name, between threads and between processes. A lock is a file in locks/ that is held by {@code flock} and
 * removed by its holder; who waited for a file that was removed starts again with the new one.
 */
final class KeyLocks {
    private final StoreLayout layout;
    /** Threads of this process queue here, so that only one of them polls the file. */
    private final ConcurrentHashMap<String, Local> local = new ConcurrentHashMap<>();

    private record Local(Semaphore turn, int users) {}

    KeyLocks(StoreLayout layout) {
        this.layout = layout;
    }

    /** A held lock. Closing twice is harmless. */
    final class Held implements AutoCloseable {
        private final String name;
        private final Flock file;
        private boolean closed;

        private Held(String name, Flock file) {
            this.name = name;
            this.file = file;
        }

        @Override
        public synchronized void close() {
            if (closed) {
                return;
            }
            closed = true;
            try {
                Nodes.unlink(place(name));
            } catch (LinuxException e) {
                // an unheld lock file is harmless: the next user takes it
                System.getLogger(KeyLocks.class.getName()).log(System.Logger.Level.DEBUG, "lock file stays", e);
            } finally {
                file.close();
                leave(name).release();
            }
        }
    }

    Held lock(String name) throws InterruptedException {
        Semaphore turn = enter(name);
        boolean held = false;
        try {
            turn.acquire();
        } catch (InterruptedException e) {
            leave(name);
            throw e;
        }
        try {
            Flock file = take(name);
            held = true;
            return new Held(name, file);
        } catch (LinuxException e) {
            throw StoreException.io("lock \"" + name + "\"", e);
        } finally {
            if (!held) {
                leave(name).release();
            }
        }
    }

    private Flock take(String name) throws LinuxException, InterruptedException {
        while (true) {
            Flock file = Flock.open(place(name));
            boolean kept = false;
            try {
                Waiting.until(file::tryExclusive);
                kept = isNamed(file, place(name));
                if (kept) {
                    return file;
                }
            } finally {
                if (!kept) {
                    file.close();
                }
            }
        }
    }

    /** Whether the locked file is still the one that others would open. */
    static boolean isNamed(Flock file, Place place) throws LinuxException {
        Optional<FileStatus> named = FileStatus.find(place);
        return named.isPresent()
                && named.get().inode() == FileStatus.of(file.file()).inode();
    }

    private Place place(String name) {
        return Place.of(layout.locks().resolve(name));
    }

    private Semaphore enter(String name) {
        return local.compute(
                        name,
                        (n, at) -> at == null
                                ? new Local(new Semaphore(1, true), 1)
                                : new Local(at.turn(), at.users() + 1))
                .turn();
    }

    private Semaphore leave(String name) {
        Semaphore[] turn = new Semaphore[1];
        local.compute(name, (n, at) -> {
            if (at == null) {
                throw new IllegalStateException("lock \"" + n + "\" is not held");
            }
            turn[0] = at.turn();
            return at.users() == 1 ? null : new Local(at.turn(), at.users() - 1);
        });
        return turn[0];
    }
}
