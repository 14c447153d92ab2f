package dev.slipway.image.registry;

import dev.slipway.image.Descriptor;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A blob's bytes over as many connections as it takes: when one breaks, ends early or stalls, the next continues where
 * it stopped. Gives up when one attempt after another brings nothing.
 */
final class ResumingInput extends InputStream {
    private final Ranges ranges;
    private final Descriptor descriptor;
    private final RegistryOptions options;
    private final AtomicLong progress = new AtomicLong();
    private final Thread watch;
    private volatile @Nullable InputStream body;
    private volatile boolean reading;
    private long position;
    private int fruitless;

    /** Opens a blob from a position: 206 from there, or 200 from the start. */
    interface Ranges {
        HttpResponse<InputStream> open(long from) throws IOException;
    }

    ResumingInput(Ranges ranges, Descriptor descriptor, RegistryOptions options) throws IOException {
        this.ranges = ranges;
        this.descriptor = descriptor;
        this.options = options;
        this.body = ranges.open(0).body();
        this.watch = Thread.ofVirtual().name("blob-stall-watch").start(this::watch);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        while (true) {
            IOException broken = null;
            try {
                int count = readBody(buffer, offset, length);
                if (count > 0) {
                    position += count;
                    fruitless = 0;
                    return count;
                }
                if (count < 0 && position >= descriptor.sizeBytes()) {
                    return -1;
                }
            } catch (IOException e) {
                broken = e;
            }
            reopen(broken);
        }
    }

    private int readBody(byte[] buffer, int offset, int length) throws IOException {
        InputStream current = body;
        if (current == null) {
            throw new IOException("blob " + descriptor.digest() + " read after it was closed");
        }
        reading = true;
        try {
            return current.read(buffer, offset, length);
        } finally {
            reading = false;
            progress.incrementAndGet();
        }
    }

    private void reopen(@Nullable IOException broken) throws IOException {
        closeBody();
        fruitless++;
        if (fruitless >= options.attempts() || Thread.currentThread().isInterrupted()) {
            throw new IOException(
                    "blob " + descriptor.digest() + " broke off at byte " + position + " (expected: "
                            + descriptor.sizeBytes() + " bytes)",
                    broken);
        }
        if (fruitless > 1) {
            Transport.sleep(options.backoff().toMillis() << Math.min(fruitless - 2, 6));
        }
        HttpResponse<InputStream> answer = ranges.open(position);
        body = answer.body();
        if (position > 0 && (answer.statusCode() == 200 || !startsHere(answer))) {
            // The registry knows no ranges: pass over what is here already. The digest still checks the whole.
            skipToPosition(answer);
        }
    }

    private boolean startsHere(HttpResponse<?> answer) {
        return answer.headers()
                .firstValue("Content-Range")
                .map(text -> text.startsWith("bytes " + position + "-"))
                .orElse(true);
    }

    private void skipToPosition(HttpResponse<InputStream> answer) throws IOException {
        if (answer.statusCode() != 200) {
            throw new IOException(
                    "the registry answered another range of blob " + descriptor.digest() + " than was asked for");
        }
        try {
            answer.body().skipNBytes(position);
        } catch (IOException e) {
            // The next read reports it, or tries again.
            closeBody();
            body = InputStream.nullInputStream();
        }
    }

    /** Closes a connection on which nothing arrives, so that the reader wakes and continues on another. */
    private void watch() {
        try {
            long seen = -1;
            while (true) {
                Thread.sleep(options.stall());
                long now = progress.get();
                InputStream current = body;
                if (current == null) {
                    return;
                }
                if (reading && now == seen) {
                    current.close();
                }
                seen = now;
            }
        } catch (InterruptedException e) {
            // The blob was closed.
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            // The connection is gone either way; the reader sees that itself.
            progress.incrementAndGet();
        }
    }

    private void closeBody() {
        InputStream current = body;
        if (current != null) {
            try {
                current.close();
            } catch (IOException e) {
                // It is dropped because it is broken; that it breaks on closing too changes nothing.
                body = InputStream.nullInputStream();
            }
        }
    }

    @Override
    public void close() {
        closeBody();
        body = null;
        watch.interrupt();
    }
}
