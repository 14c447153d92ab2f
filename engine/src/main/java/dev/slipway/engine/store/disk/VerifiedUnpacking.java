package dev.slipway.engine.store.disk;

import dev.slipway.engine.linux.LinuxException;
import dev.slipway.engine.store.LayerStore;
import dev.slipway.engine.store.OverlayFlavor;
import dev.slipway.engine.store.StoreException;
import dev.slipway.engine.store.layer.LayerScan;
import dev.slipway.engine.store.layer.LayerUnpacker;
import dev.slipway.image.DiffId;
import dev.slipway.image.Digest;
import dev.slipway.image.ImageException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/** Unpacks a tar and checks its diffID. A tar that is both broken and not the right one is said to be the latter. */
final class VerifiedUnpacking {
    private VerifiedUnpacking() {}

    static LayerScan.Result unpack(
            DiffId expected, LayerStore.TarSource source, DiskLayerDraft draft, OverlayFlavor flavor)
            throws IOException {
        try (Hashing tar = new Hashing(source.open(), expected)) {
            LayerScan.Result scan;
            try {
                scan = LayerUnpacker.unpack(tar, "layer " + expected, draft.directory(), draft.home(), flavor);
            } catch (ImageException e) {
                tar.finish();
                throw new StoreException(
                        StoreException.Code.HOSTILE_ENTRY,
                        "cannot unpack layer " + expected + ": " + e.getMessage(),
                        Optional.empty(),
                        e);
            } catch (StoreException e) {
                if (e.code() == StoreException.Code.HOSTILE_ENTRY) {
                    tar.finish();
                }
                throw e;
            }
            tar.finish();
            return scan;
        }
    }

    /** Hashes what is read. Faults of the source say that they are its own, so that a full disk is not blamed on it. */
    private static final class Hashing extends FilterInputStream {
        private final DiffId expected;
        private final MessageDigest hash;

        Hashing(InputStream in, DiffId expected) {
            super(in);
            this.expected = expected;
            this.hash = hash(expected.digest());
        }

        private static MessageDigest hash(Digest digest) {
            try {
                return digest.algorithm().equals(Digest.SHA256)
                        ? Digest.sha256()
                        : MessageDigest.getInstance("SHA-512");
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("this Java runtime has no SHA-512", e);
            }
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            try {
                int count = in.read(bytes, offset, length);
                if (count > 0) {
                    hash.update(bytes, offset, count);
                }
                return count;
            } catch (LinuxException | ImageException e) {
                throw e;
            } catch (IOException e) {
                throw corrupt("it cannot be read to its end: " + e.getMessage(), e);
            }
        }

        @Override
        public long skip(long count) throws IOException {
            return readNBytes((int) Math.min(count, 1 << 16)).length;
        }

        @Override
        public boolean markSupported() {
            return false;
        }

        /** Reads what is left and compares. */
        void finish() throws IOException {
            byte[] buffer = new byte[1 << 16];
            while (read(buffer, 0, buffer.length) >= 0) {
                // read hashes
            }
            String actual = HexFormat.of().formatHex(hash.digest());
            if (!actual.equals(expected.digest().hex())) {
                throw corrupt(
                        "its tar has " + expected.digest().algorithm() + ":" + actual + " (expected: the diffID of the"
                                + " image's config)",
                        null);
            }
        }

        private StoreException corrupt(String reason, @org.jspecify.annotations.Nullable Throwable cause) {
            return new StoreException(
                    StoreException.Code.CORRUPT,
                    "cannot unpack layer " + expected + ": " + reason,
                    Optional.of("fetch the image again; nothing of this layer was kept"),
                    cause);
        }
    }
}
