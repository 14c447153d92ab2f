package dev.slipway.engine.source.image;

import dev.slipway.engine.store.ContentStore;
import dev.slipway.image.BlobSource;
import dev.slipway.image.Descriptor;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A blob that is kept in the content store while it is read; whoever stops early or reads a wrong one keeps nothing. */
record TeeBlob(BlobSource source, ContentStore content) implements BlobSource {
    @Override
    public Descriptor descriptor() {
        return source.descriptor();
    }

    @Override
    public InputStream open() throws IOException {
        InputStream verified = source.open();
        try {
            return new Tee(verified, content.begin(), descriptor());
        } catch (IOException | RuntimeException e) {
            verified.close();
            throw e;
        }
    }

    /** The stream below reports its end only when size and digest are right. */
    private static final class Tee extends FilterInputStream {
        private final ContentStore.BlobDraft draft;
        private final Descriptor descriptor;
        private boolean ended;

        Tee(InputStream in, ContentStore.BlobDraft draft, Descriptor descriptor) {
            super(in);
            this.draft = draft;
            this.descriptor = descriptor;
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
                draft.out().write(buffer, offset, count);
            } else if (count < 0 && !ended) {
                ended = true;
                draft.commit(descriptor.digest(), descriptor.sizeBytes());
            }
            return count;
        }

        @Override
        public long skip(long count) throws IOException {
            byte[] passed = new byte[(int) Math.clamp(count, 0, 1 << 16)];
            return passed.length == 0 ? 0 : Math.max(0, read(passed, 0, passed.length));
        }

        @Override
        public boolean markSupported() {
            return false;
        }

        @Override
        public void close() throws IOException {
            try {
                super.close();
            } finally {
                draft.close();
            }
        }
    }
}
