package dev.slipway.engine.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.image.Digest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** What every content store keeps to. */
public abstract class ContentStoreContract {
    private static final byte[] HELLO = "hello".getBytes(StandardCharsets.UTF_8);

    protected abstract ContentStore content();

    @Test
    void absentBlob_isEmpty() {
        assertThat(content().find(Digest.of(HELLO))).isEmpty();
    }

    @Test
    void storedBytes_areFoundUnderTheirDigest() {
        Digest digest = content().put(HELLO);

        assertThat(digest).isEqualTo(Digest.of(HELLO));
        assertThat(content().find(digest).orElseThrow()).hasBinaryContent(HELLO);
        assertThat(content().put(HELLO)).isEqualTo(digest);
    }

    @Test
    void storedStream_isFound() throws Exception {
        Digest digest = Digest.of(HELLO);

        assertThat(content().put(digest, HELLO.length, new ByteArrayInputStream(HELLO)))
                .hasBinaryContent(HELLO);
        assertThat(content().find(digest)).isPresent();
    }

    @Test
    void blobThatIsThere_isNotReadAgain() throws Exception {
        Digest digest = content().put(HELLO);

        content().put(digest, HELLO.length, unreadable());

        assertThat(content().find(digest)).isPresent();
    }

    private static InputStream unreadable() {
        return new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("read");
            }
        };
    }

    @Test
    void wrongDigest_isRefusedAndNothingKept() {
        Digest other = Digest.of(new byte[] {1});

        assertThatThrownBy(() -> content().put(other, HELLO.length, new ByteArrayInputStream(HELLO)))
                .isInstanceOfSatisfying(
                        StoreException.class, e -> assertThat(e.code()).isEqualTo(StoreException.Code.CORRUPT));
        assertThat(content().find(other)).isEmpty();
    }

    @Test
    void wrongSize_isRefusedAndNothingKept() {
        Digest digest = Digest.of(HELLO);

        for (long size : new long[] {4, 6}) {
            assertThatThrownBy(() -> content().put(digest, size, new ByteArrayInputStream(HELLO)))
                    .isInstanceOfSatisfying(
                            StoreException.class, e -> assertThat(e.code()).isEqualTo(StoreException.Code.CORRUPT));
        }
        assertThat(content().find(digest)).isEmpty();
    }

    @Test
    void streamThatBreaks_leavesNothing() {
        Digest digest = Digest.of(HELLO);

        assertThatThrownBy(() -> content().put(digest, 5, unreadable())).isInstanceOf(IOException.class);
        assertThat(content().find(digest)).isEmpty();
    }

    @Test
    void draftWithoutCommit_leavesNothing() throws Exception {
        try (ContentStore.BlobDraft draft = content().begin()) {
            draft.out().write(HELLO);
        }
        assertThat(content().find(Digest.of(HELLO))).isEmpty();
    }

    @Test
    void committedDraft_isFoundAndMayBeClosed() throws Exception {
        try (ContentStore.BlobDraft draft = content().begin()) {
            draft.out().write(HELLO);
            assertThat(draft.commit(Digest.of(HELLO), HELLO.length)).hasBinaryContent(HELLO);
        }
        assertThat(content().find(Digest.of(HELLO))).isPresent();
    }

    @Test
    void draftOfOtherSize_isRefused() throws Exception {
        try (ContentStore.BlobDraft draft = content().begin()) {
            draft.out().write(HELLO);
            assertThatThrownBy(() -> draft.commit(Digest.of(HELLO), 6)).isInstanceOf(StoreException.class);
        }
    }
}
