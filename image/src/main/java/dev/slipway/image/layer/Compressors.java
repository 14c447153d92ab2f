package dev.slipway.image.layer;

import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import dev.slipway.image.BlobSource;
import dev.slipway.image.Compression;
import dev.slipway.image.DiffId;
import dev.slipway.image.Digest;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.security.MessageDigest;
import java.util.Optional;

/** Reading of compressed streams, told by their first bytes. */
public final class Compressors {
    /** How many bytes {@link #detect} wants to see. */
    public static final int MAGIC_BYTES = 6;

    private Compressors() {}

    /**
     * The compression that these first bytes announce. Empty for a known one that is not handled here (bzip2, xz): see
     * {@link #foreignName}.
     */
    public static Optional<Compression> detect(byte[] head, int length) {
        if (length >= 3 && starts(head, 0x1f, 0x8b, 8)) {
            return Optional.of(Compression.GZIP);
        }
        boolean skippable =
                length >= 4 && (head[0] & 0xF0) == 0x50 && head[1] == 0x2a && head[2] == 0x4d && head[3] == 0x18;
        if (skippable || length >= 4 && starts(head, 0x28, 0xb5, 0x2f, 0xfd)) {
            return Optional.of(Compression.ZSTD);
        }
        return foreignName(head, length).isPresent() ? Optional.empty() : Optional.of(Compression.UNCOMPRESSED);
    }

    /** {@code bzip2} or {@code xz}, when the first bytes announce that. */
    public static Optional<String> foreignName(byte[] head, int length) {
        if (length >= 3 && starts(head, 'B', 'Z', 'h')) {
            return Optional.of("bzip2");
        }
        return length >= 6 && starts(head, 0xfd, '7', 'z', 'X', 'Z', 0) ? Optional.of("xz") : Optional.empty();
    }

    private static boolean starts(byte[] head, int... magic) {
        for (int i = 0; i < magic.length; i++) {
            if ((head[i] & 0xFF) != magic[i]) {
                return false;
            }
        }
        return true;
    }

    /**
     * Decompresses gzip (any number of members) and zstd (any number of frames) by magic; an uncompressed stream passes
     * through. Throws {@link MalformedLayerException} for other compressions and, while reading, for broken data.
     *
     * @param subject names the stream in errors
     */
    public static InputStream decompress(InputStream in, String subject) throws IOException {
        PushbackInputStream pushback = new PushbackInputStream(in, MAGIC_BYTES);
        byte[] head = new byte[MAGIC_BYTES];
        int length = pushback.readNBytes(head, 0, head.length);
        pushback.unread(head, 0, length);
        Optional<Compression> found = detect(head, length);
        if (found.isEmpty()) {
            throw new MalformedLayerException(
                    subject,
                    "",
                    -1,
                    "it is compressed with " + foreignName(head, length).orElse("?")
                            + " (expected: gzip, zstd or none)");
        }
        return switch (found.get()) {
            case UNCOMPRESSED -> pushback;
            case GZIP -> new GzipInput(pushback, subject);
            case ZSTD -> new ZstdInput(pushback, subject);
        };
    }

    /**
     * The tar of a layer blob, verified twice before its end shows: the blob's digest and the tar's {@code diffId}.
     * Throws BlobException or {@link MalformedLayerException} while reading.
     */
    public static InputStream openTar(BlobSource layer, DiffId diffId) throws IOException {
        InputStream blob = layer.open();
        try {
            String subject = "layer " + layer.descriptor().digest();
            return new DiffIdInput(decompress(blob, subject), blob, subject, diffId);
        } catch (IOException | RuntimeException e) {
            blob.close();
            throw e;
        }
    }

    /** Zstd with errors that name the stream. */
    private static final class ZstdInput extends FilterInputStream {
        private final String subject;

        ZstdInput(InputStream in, String subject) throws IOException {
            super(new ZstdInputStreamNoFinalizer(in));
            this.subject = subject;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            try {
                return in.read(buffer, offset, length);
            } catch (com.github.luben.zstd.ZstdIOException e) {
                throw new MalformedLayerException(subject, "", -1, "its zstd data is broken: " + e.getMessage());
            }
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }
    }

    /** Checks a layer's uncompressed bytes against its diffID before the reader sees the end. */
    private static final class DiffIdInput extends FilterInputStream {
        private final InputStream blob;
        private final String subject;
        private final DiffId expected;
        private final MessageDigest hash = Digest.sha256();
        private boolean verified;

        /** @param blob the compressed stream below, read to its end so that its own check runs too */
        DiffIdInput(InputStream tar, InputStream blob, String subject, DiffId expected) {
            super(tar);
            this.blob = blob;
            this.subject = subject;
            this.expected = expected;
            if (!expected.digest().algorithm().equals(Digest.SHA256)) {
                throw new MalformedLayerException(
                        subject, "", -1, "diffID " + expected + " (expected: a sha256 digest)");
            }
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int count = in.read(buffer, offset, length);
            if (count > 0) {
                hash.update(buffer, offset, count);
            } else if (count < 0 && !verified) {
                verify();
            }
            return count;
        }

        private void verify() throws IOException {
            if (blob.read() >= 0) {
                throw new MalformedLayerException(
                        subject, "", -1, "bytes after its compressed data (expected: the end)");
            }
            Digest actual = Digest.finish(hash.digest());
            if (!actual.equals(expected.digest())) {
                throw new MalformedLayerException(
                        subject, "", -1, "its content has diffID " + actual + " (expected: " + expected + ")");
            }
            verified = true;
        }

        @Override
        public long skip(long count) throws IOException {
            byte[] scratch = new byte[(int) Math.clamp(count, 0L, 64 * 1024L)];
            long left = count;
            while (left > 0) {
                int got = read(scratch, 0, (int) Math.min(scratch.length, left));
                if (got < 0) {
                    break;
                }
                left -= got;
            }
            return Math.max(0, count) - Math.max(0, left);
        }

        @Override
        public boolean markSupported() {
            return false;
        }
    }
}
