package dev.slipway.engine.source.http;

import dev.slipway.engine.source.progress.Progress;
import dev.slipway.engine.step.SourceException;
import dev.slipway.engine.store.ContentStore;
import dev.slipway.image.Digest;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A download that becomes a blob. */
final class BlobSink implements Downloader.Sink, AutoCloseable {
    private final ContentStore content;
    private final Progress progress;
    private ContentStore.@Nullable BlobDraft draft;

    BlobSink(ContentStore content, Progress progress) {
        this.content = content;
        this.progress = progress;
    }

    @Override
    public OutputStream open() throws IOException {
        close();
        ContentStore.BlobDraft begun = content.begin();
        draft = begun;
        return new FilterOutputStream(begun.out()) {
            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                out.write(bytes, offset, length);
            }

            /** The draft closes its own stream. */
            @Override
            public void close() throws IOException {
                flush();
            }
        };
    }

    @Override
    public void progress(long current, long total) {
        progress.at(current, total);
    }

    Path commit(Digest digest, long sizeBytes) {
        try {
            return java.util.Objects.requireNonNull(draft, "nothing was received")
                    .commit(digest, sizeBytes);
        } catch (IOException e) {
            throw SourceException.io("keep a download", e);
        }
    }

    @Override
    public void close() {
        try {
            if (draft != null) {
                draft.close();
            }
        } catch (IOException e) {
            throw SourceException.io("throw away a broken download", e);
        }
    }
}
