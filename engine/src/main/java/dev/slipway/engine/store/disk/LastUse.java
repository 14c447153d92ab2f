package dev.slipway.engine.store.disk;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;

/** The modification time as the time of the last use. */
final class LastUse {
    private LastUse() {}

    static void touch(Path path) throws IOException {
        try {
            Files.setLastModifiedTime(path, FileTime.fromMillis(System.currentTimeMillis()));
        } catch (NoSuchFileException e) {
            // pruned meanwhile
        }
    }
}
