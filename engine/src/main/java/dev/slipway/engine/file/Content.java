package dev.slipway.engine.file;

import dev.slipway.engine.linux.OpenFile;
import dev.slipway.image.Digest;
import java.io.IOException;

/** Fills a new file. */
@FunctionalInterface
interface Content {
    /** @return the sha256 of what was written, known for certain */
    Digest write(OpenFile to) throws IOException, InterruptedException;
}
