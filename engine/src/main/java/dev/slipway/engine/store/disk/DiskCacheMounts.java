package dev.slipway.engine.store.disk;

import dev.slipway.engine.linux.Directories;
import dev.slipway.engine.linux.Flock;
import dev.slipway.engine.linux.Place;
import dev.slipway.engine.store.CacheMounts;
import dev.slipway.engine.store.StoreException;
import dev.slipway.plan.graph.ExecSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Cache directories: numbered ones of each id, each with a lock file. SHARED and LOCKED use number 0, shared or alone;
 * PRIVATE takes the first that is free, alone.
 */
final class DiskCacheMounts implements CacheMounts {
    private static final String ID = "id";

    private final StoreLayout layout;
    private final Owner owner;
    private final NewFiles files;
    private final KeyLocks locks;

    DiskCacheMounts(StoreLayout layout, Owner owner, NewFiles files, KeyLocks locks) {
        this.layout = layout;
        this.owner = owner;
        this.files = files;
        this.locks = locks;
    }

    @Override
    public Lease lease(String id, ExecSpec.Sharing sharing, Initializer first) throws InterruptedException {
        Path home = layout.cacheMount(id);
        try {
            while (true) {
                prepare(home, id);
                Held held = switch (sharing) {
                    case SHARED -> waited(home, true);
                    case LOCKED -> waited(home, false);
                    case PRIVATE -> firstFree(home);
                };
                if (filled(home, held, first)) {
                    return held;
                }
            }
        } catch (IOException e) {
            throw StoreException.io("lend cache mount \"" + id + "\"", e);
        }
    }

    private void prepare(Path home, String id) throws IOException {
        Files.createDirectories(home);
        if (!Files.exists(home.resolve(ID))) {
            files.putFirst(
                    home.resolve(ID),
                    Facts.of("id", id, "created", Long.toString(System.currentTimeMillis()))
                            .encode());
        }
    }

    static Optional<String> id(Path home) throws IOException {
        return Facts.read(home.resolve(ID)).flatMap(facts -> facts.find("id"));
    }

    private record Held(Path directory, Flock lock) implements Lease {
        @Override
        public void close() {
            lock.close();
        }
    }

    private static Held waited(Path home, boolean shared) throws IOException, InterruptedException {
        Flock lock = Flock.open(Place.of(lockFile(home, 0)));
        boolean kept = false;
        try {
            Waiting.until(shared ? lock::tryShared : lock::tryExclusive);
            kept = true;
            return new Held(home.resolve("0"), lock);
        } finally {
            if (!kept) {
                lock.close();
            }
        }
    }

    private static Held firstFree(Path home) throws IOException {
        for (int number = 0; ; number++) {
            Flock lock = Flock.open(Place.of(lockFile(home, number)));
            if (lock.tryExclusive()) {
                return new Held(home.resolve(Integer.toString(number)), lock);
            }
            lock.close();
        }
    }

    static Path lockFile(Path home, int number) {
        return home.resolve(number + ".lock");
    }

    /**
     * Makes the directory when it is new. False when prune took the whole id away meanwhile, so that the lock that is
     * held is nobody's any more; it is then let go.
     */
    private boolean filled(Path home, Held held, Initializer first) throws IOException, InterruptedException {
        boolean good = false;
        String key = "cache-" + home.getFileName() + "-" + held.directory().getFileName();
        try (KeyLocks.Held making = locks.lock(key)) {
            if (KeyLocks.isNamed(held.lock(), Place.of(held.directory() + ".lock"))) {
                if (!Files.exists(held.directory())) {
                    make(held.directory(), first);
                }
                LastUse.touch(Path.of(held.directory() + ".lock"));
                good = true;
            }
            return good;
        } finally {
            if (!good) {
                held.close();
            }
        }
    }

    private void make(Path directory, Initializer first) throws IOException {
        Path fresh = Files.createDirectory(owner.fresh("cache"));
        try {
            first.fill(fresh);
            Files.move(fresh, directory, java.nio.file.StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Directories.deleteTree(Place.of(fresh));
        }
    }
}
