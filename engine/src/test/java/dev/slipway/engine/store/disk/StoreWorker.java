package dev.slipway.engine.store.disk;

import dev.slipway.engine.store.ActionRecords;
import dev.slipway.engine.store.ActionResult;
import dev.slipway.engine.store.KnownDigests;
import dev.slipway.engine.store.LayerDraft;
import dev.slipway.engine.store.StoredLayer;
import dev.slipway.image.Digest;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** A process that works in a store: does each of a number of steps unless it is recorded, and logs what it did itself. */
final class StoreWorker {
    private static final int FILES = 40;

    private StoreWorker() {}

    /** Arguments: store, log of steps done here, number of steps. */
    public static void main(String[] arguments) throws Exception {
        try (DiskStore store = DiskStore.open(Path.of(arguments[0]))) {
            for (int step = 0; step < Integer.parseInt(arguments[2]); step++) {
                if (work(store, step)) {
                    Files.writeString(
                            Path.of(arguments[1]), step + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
                }
            }
        }
    }

    static Digest key(int step) {
        return Digest.of(("step " + step).getBytes(StandardCharsets.UTF_8));
    }

    /** False when it was recorded. */
    static boolean work(DiskStore store, int step) throws IOException, InterruptedException {
        try (ActionRecords.KeyLock lock = store.actions().lock(key(step))) {
            if (store.actions().find(key(step)).isPresent()) {
                return false;
            }
            store.content().put(blob(step));
            try (LayerDraft draft = store.layers().begin()) {
                fill(draft.directory(), step);
                StoredLayer layer = draft.commit(KnownDigests.NONE).orElseThrow();
                store.actions().put(key(step), new ActionResult(List.of(layer.id()), Instant.EPOCH, Duration.ZERO));
            }
            return true;
        }
    }

    static byte[] blob(int step) {
        return ("blob of step " + step + "\n").repeat(5000).getBytes(StandardCharsets.UTF_8);
    }

    static void fill(Path directory, int step) throws IOException {
        for (int i = 0; i < FILES; i++) {
            Path file = directory.resolve("d" + i % 7).resolve("file" + i);
            Files.createDirectories(file.getParent());
            Files.writeString(file, ("step " + step + " file " + i + "\n").repeat(100));
        }
    }

    static Process start(Path store, Path log, int steps) throws IOException {
        return new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-Xmx128m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        classPath(),
                        StoreWorker.class.getName(),
                        store.toString(),
                        log.toString(),
                        Integer.toString(steps))
                .redirectErrorStream(true)
                .redirectOutput(new File(log + ".out"))
                .start();
    }

    /** Surefire hands its own class path over in a jar's manifest. */
    private static String classPath() {
        return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    }
}
