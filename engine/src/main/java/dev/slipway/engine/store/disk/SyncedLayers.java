package dev.slipway.engine.store.disk;

import dev.slipway.engine.linux.LinuxException;
import dev.slipway.engine.linux.OpenFile;
import dev.slipway.engine.linux.Place;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Which layers have reached the disk. Waiting for a gigabyte of new files to be written out would be the slowest part of
 * many a step, and a layer that was killed by anything but the end of the machine is whole without it. So a layer is
 * stored with the boot id of its time and without waiting; some seconds later one {@code syncfs} covers all layers that
 * were made meanwhile, and marks them. A layer that has no mark and is of another boot is read and compared with its
 * digest once before it is used (K4).
 */
final class SyncedLayers implements AutoCloseable {
    private static final String MARK = "synced";
    private static final long DELAY_MILLIS = 5_000;

    private final Path layers;
    private final List<Path> waiting = new ArrayList<>();
    private boolean running;
    private boolean closed;

    SyncedLayers(Path layers) {
        this.layers = layers;
    }

    /** Holds the machine's boot id once it was read. */
    private static final class Boot {
        static final String ID = read();

        private static String read() {
            try {
                return Files.readString(Path.of("/proc/sys/kernel/random/boot_id"))
                        .strip();
            } catch (IOException e) {
                // without it no layer can be told to be of this boot: each is checked until it is marked
                return "unknown-" + System.nanoTime();
            }
        }
    }

    static String boot() {
        return Boot.ID;
    }

    static boolean isMarked(Path layer) {
        return Files.exists(layer.resolve(MARK));
    }

    /** Marks the layer when it has been written out, if this process lives that long. */
    synchronized void later(Path layer) {
        waiting.add(layer);
        if (!running && !closed) {
            running = true;
            Thread.ofPlatform().daemon().name("store-sync").start(this::run);
        }
    }

    private void run() {
        try {
            Thread.sleep(DELAY_MILLIS);
            if (isOpen()) {
                now();
            }
        } catch (InterruptedException | IOException e) {
            // the layers stay unmarked, and are checked after the next boot
            System.getLogger(SyncedLayers.class.getName()).log(System.Logger.Level.DEBUG, "layers not synced", e);
        }
    }

    private synchronized boolean isOpen() {
        return !closed;
    }

    /** Writes out and marks what waits. */
    void now() throws IOException {
        List<Path> covered;
        synchronized (this) {
            covered = List.copyOf(waiting);
            waiting.clear();
            running = false;
        }
        if (covered.isEmpty()) {
            return;
        }
        syncFileSystem();
        for (Path layer : covered) {
            synchronized (this) {
                if (!closed) {
                    mark(layer);
                }
            }
        }
    }

    /** Nothing is marked afterwards. Does not wait for the disk. */
    @Override
    public synchronized void close() {
        closed = true;
    }

    void syncFileSystem() throws LinuxException {
        try (OpenFile directory = OpenFile.directory(Place.of(layers))) {
            directory.syncFileSystem();
        }
    }

    /** Keeps the directory's time, which is that of the last use. */
    void mark(Path layer) throws IOException {
        try {
            Files.write(layer.resolve(MARK), new byte[0]);
            LastUse.touch(layer);
        } catch (NoSuchFileException e) {
            // pruned meanwhile
        }
    }
}
