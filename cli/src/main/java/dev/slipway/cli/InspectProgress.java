package dev.slipway.cli;

import dev.slipway.cli.progress.Sizes;
import dev.slipway.image.Descriptor;
import dev.slipway.image.source.ResolvedImage;
import dev.slipway.inspect.tree.ImageScan;
import dev.slipway.inspect.tree.ImageTree;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;

/** One line on standard error while layers are read; nothing where that is no terminal. For several threads. */
final class InspectProgress {
    private static final long PAUSE_NANOS = 200_000_000;

    private final Session session;
    private final long total;
    private final boolean shown;
    private final AtomicLong done = new AtomicLong();
    private final AtomicLong next = new AtomicLong(System.nanoTime() + PAUSE_NANOS);

    /** Reads an image's layers, and shows a person how far it is. */
    static ImageTree scan(Session session, ResolvedImage image) throws IOException, InterruptedException {
        InspectProgress progress = new InspectProgress(
                session,
                image.manifest().layers().stream()
                        .mapToLong(Descriptor::sizeBytes)
                        .sum());
        try {
            return ImageScan.read(image, progress::read);
        } finally {
            progress.end();
        }
    }

    private InspectProgress(Session session, long total) {
        this.session = session;
        this.total = total;
        this.shown = session.terminal().interactive();
    }

    private void read(long bytes) {
        long sum = done.addAndGet(bytes);
        if (!shown) {
            return;
        }
        long now = System.nanoTime();
        long due = next.get();
        if (now - due >= 0 && next.compareAndSet(due, now + PAUSE_NANOS)) {
            session.err().print("\r\u001b[Kreading layers: " + Sizes.of(sum) + " of " + Sizes.of(total));
            session.err().flush();
        }
    }

    private void end() {
        if (shown) {
            session.err().print("\r\u001b[K");
            session.err().flush();
        }
    }
}
