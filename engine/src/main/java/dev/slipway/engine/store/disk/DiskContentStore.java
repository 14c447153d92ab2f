package dev.slipway.engine.store.disk;

import dev.slipway.engine.linux.LinuxException;
import dev.slipway.engine.linux.Metadata;
import dev.slipway.engine.linux.OpenFile;
import dev.slipway.engine.linux.Place;
import dev.slipway.engine.store.ContentStore;
import dev.slipway.engine.store.StoreException;
import dev.slipway.image.BlobException;
import dev.slipway.image.Digest;
import dev.slipway.image.VerifyingInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Optional;

/** Blobs as files named by their digest. */
final class DiskContentStore implements ContentStore {
    private static final int BUFFER_BYTES = 1 << 16;

    /** A blob goes to the disk in portions while it is written, so that its commit does not wait for all of it. */
    private static final long SYNC_BYTES = 16 << 20;

    private final StoreLayout layout;
    private final Owner owner;
    private final Leases leases;

    DiskContentStore(StoreLayout layout, Owner owner, Leases leases) {
        this.layout = layout;
        this.owner = owner;
        this.leases = leases;
    }

    @Override
    public Optional<Path> find(Digest digest) {
        Path path = layout.blob(digest);
        try {
            if (!Files.exists(path) || !leases.mark(Leases.blob(digest), () -> Files.exists(path))) {
                return Optional.empty();
            }
            touch(path);
            return Optional.of(path);
        } catch (IOException e) {
            throw StoreException.io("find blob " + digest, e);
        }
    }

    /** The access time: a blob may be hard-linked into layouts, where the modification time is seen by people. */
    private static void touch(Path blob) throws LinuxException {
        Instant now = Instant.now();
        Metadata.setAccessed(Place.of(blob), now.getEpochSecond(), now.getNano());
    }

    @Override
    public Path put(Digest expected, long sizeBytes, InputStream content) throws IOException {
        Optional<Path> there = find(expected);
        if (there.isPresent()) {
            return there.get();
        }
        try (Draft draft = begin();
                InputStream verified = new VerifyingInputStream(new Unclosed(content), expected, sizeBytes)) {
            byte[] buffer = new byte[BUFFER_BYTES];
            int count;
            while ((count = verified.read(buffer)) >= 0) {
                draft.out().write(buffer, 0, count);
            }
            return draft.commit(expected, sizeBytes);
        } catch (BlobException e) {
            throw new StoreException(
                    StoreException.Code.CORRUPT,
                    "cannot store blob: " + e.getMessage(),
                    Optional.of("run the build again; nothing of this blob was kept"),
                    e);
        }
    }

    /** Its owner closes it. */
    private static final class Unclosed extends java.io.FilterInputStream {
        Unclosed(InputStream in) {
            super(in);
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            return in.read(bytes, offset, length);
        }

        @Override
        public void close() {}
    }

    @Override
    public Digest put(byte[] content) {
        Digest digest = Digest.of(content);
        if (find(digest).isPresent()) {
            return digest;
        }
        try (Draft draft = begin()) {
            draft.out().write(content);
            draft.commit(digest, content.length);
            return digest;
        } catch (IOException e) {
            throw StoreException.io("store blob " + digest, e);
        }
    }

    @Override
    public Draft begin() {
        Path file = owner.fresh("blob");
        try {
            return new Draft(file, FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE));
        } catch (IOException e) {
            throw StoreException.io("begin a blob", e);
        }
    }

    /** A file in tmp. Faults of writing are the store's; those of the content's origin never pass here. */
    final class Draft implements BlobDraft {
        private final Path file;
        private final FileChannel channel;
        private final OutputStream out = new Out();
        private long written;
        private long syncBegun;

        private Draft(Path file, FileChannel channel) {
            this.file = file;
            this.channel = channel;
        }

        private final class Out extends OutputStream {
            @Override
            public void write(int b) {
                write(new byte[] {(byte) b}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) {
                ByteBuffer buffer = ByteBuffer.wrap(bytes, offset, length);
                try {
                    while (buffer.hasRemaining()) {
                        written += channel.write(buffer);
                    }
                    if (written - syncBegun >= SYNC_BYTES) {
                        beginSync();
                    }
                } catch (IOException e) {
                    throw StoreException.io("write a blob", e);
                }
            }
        }

        private void beginSync() throws IOException {
            try (OpenFile open = OpenFile.read(Place.of(file))) {
                open.beginSync(syncBegun, written - syncBegun);
            }
            syncBegun = written;
        }

        @Override
        public OutputStream out() {
            return out;
        }

        @Override
        public Path commit(Digest digest, long sizeBytes) {
            if (written != sizeBytes) {
                throw new StoreException(
                        StoreException.Code.CORRUPT,
                        "cannot store blob: " + digest + " has " + written + " bytes (expected: " + sizeBytes + ")",
                        Optional.empty());
            }
            Path target = layout.blob(digest);
            try {
                channel.force(true);
                channel.close();
                leases.mark(Leases.blob(digest));
                NewFiles.rename(file, target);
                return target;
            } catch (IOException e) {
                throw StoreException.io("store blob " + digest, e);
            }
        }

        @Override
        public void close() {
            try {
                channel.close();
                Files.deleteIfExists(file);
            } catch (IOException e) {
                throw StoreException.io("give up a blob", e);
            }
        }
    }
}
