package dev.slipway.cli.start;

import dev.slipway.engine.linux.NativeLink;
import dev.slipway.image.Digest;
import java.math.BigDecimal;

/** What takes long to load and every build needs, loaded on threads of its own while the command line is read. */
public final class Ahead {
    private Ahead() {}

    /** Returns at once. Who needs a thing before it is there waits for the rest of it. */
    public static void ofBuild() {
        Thread.ofPlatform().daemon().name("load-ahead").start(() -> {
            Digest.sha256();
            // Jackson's parsers load it, and Java 25 computes its powers of five when it is loaded.
            BigDecimal unused = BigDecimal.valueOf(1);
        });
        NativeLink.prepare();
    }
}
