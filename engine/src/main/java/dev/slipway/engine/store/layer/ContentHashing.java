package dev.slipway.engine.store.layer;

import dev.slipway.engine.linux.OpenFile;
import dev.slipway.engine.linux.Place;
import dev.slipway.image.Digest;
import java.io.IOException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Reads new files and writes their sha256 into the index, on as many threads as there are processors. Files are handed
 * over in batches, and only so many batches wait that open directories stay few.
 */
final class ContentHashing implements AutoCloseable {
    private static final int BATCH_FILES = 64;
    private static final long BATCH_BYTES = 1 << 20;
    private static final int WAITING_BATCHES = 64;
    private static final int BUFFER_BYTES = 1 << 16;
    private static final AtomicInteger THREADS = new AtomicInteger();

    /** A directory that stays open while the scan or a batch needs it. */
    static final class SharedDirectory {
        private final OpenFile file;
        private final AtomicInteger users = new AtomicInteger(1);

        SharedDirectory(OpenFile file) {
            this.file = file;
        }

        OpenFile file() {
            return file;
        }

        SharedDirectory share() {
            users.incrementAndGet();
            return this;
        }

        void release() {
            if (users.decrementAndGet() == 0) {
                file.close();
            }
        }
    }

    private record Work(int row, SharedDirectory directory, String name, long sizeBytes) {}

    private final IndexWriter index;
    private final int threads = Runtime.getRuntime().availableProcessors();
    private final Semaphore waiting = new Semaphore(WAITING_BATCHES);
    private final AtomicReference<Throwable> fault = new AtomicReference<>();
    private List<Work> batch = new ArrayList<>();
    private long batchBytes;
    private @Nullable ExecutorService pool;

    ContentHashing(IndexWriter index) {
        this.index = index;
    }

    void add(int row, SharedDirectory directory, String name, long sizeBytes) throws IOException {
        batch.add(new Work(row, directory.share(), name, sizeBytes));
        batchBytes += sizeBytes;
        if (batch.size() >= BATCH_FILES || batchBytes >= BATCH_BYTES) {
            hand(batch);
            batch = new ArrayList<>();
            batchBytes = 0;
        }
    }

    private void hand(List<Work> full) throws IOException {
        if (pool == null) {
            pool = Executors.newFixedThreadPool(
                    threads,
                    work -> Thread.ofPlatform()
                            .daemon()
                            .name("layer-hash-" + THREADS.incrementAndGet())
                            .unstarted(work));
        }
        waiting.acquireUninterruptibly();
        pool.execute(() -> {
            try {
                hash(full);
            } catch (IOException | RuntimeException e) {
                fault.compareAndSet(null, e);
            } finally {
                waiting.release();
            }
        });
        check();
    }

    /** Waits for all files. A small layer, of one batch, is read here and starts no thread. */
    void finish() throws IOException {
        hash(batch);
        batch = List.of();
        if (pool != null) {
            waiting.acquireUninterruptibly(WAITING_BATCHES);
        }
        check();
    }

    private void check() throws IOException {
        switch (fault.get()) {
            case null -> {}
            case IOException e -> throw e;
            case Throwable e -> throw new IllegalStateException("layer content could not be read", e);
        }
    }

    private void hash(List<Work> works) throws IOException {
        byte[] buffer = new byte[BUFFER_BYTES];
        MessageDigest hash = Digest.sha256();
        int done = 0;
        try {
            for (; done < works.size(); done++) {
                if (fault.get() != null) {
                    throw new CancellationException("another file could not be read");
                }
                Work work = works.get(done);
                index.digest(work.row(), sha256(work, hash, buffer));
                work.directory().release();
            }
        } finally {
            for (; done < works.size(); done++) {
                works.get(done).directory().release();
            }
        }
    }

    private static byte[] sha256(Work work, MessageDigest hash, byte[] buffer) throws IOException {
        Place place = Place.in(work.directory().file(), work.name());
        long size = 0;
        try (OpenFile file = OpenFile.read(place)) {
            int count;
            while (size < work.sizeBytes() && (count = file.read(buffer, 0, buffer.length)) >= 0) {
                hash.update(buffer, 0, count);
                size += count;
            }
        }
        if (size != work.sizeBytes()) {
            throw new IOException("\"" + place + "\" changed while it was stored: " + size + " bytes (expected: "
                    + work.sizeBytes() + ")");
        }
        return hash.digest();
    }

    /** Ends the threads; after a fault, waits for what still reads. */
    @Override
    public void close() {
        batch.forEach(work -> work.directory().release());
        if (pool != null) {
            pool.shutdown();
            boolean interrupted = false;
            while (true) {
                try {
                    if (pool.awaitTermination(1, TimeUnit.MINUTES)) {
                        break;
                    }
                } catch (InterruptedException e) {
                    interrupted = true;
                    fault.compareAndSet(null, e);
                }
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
