package dev.slipway.engine.store.disk;

import dev.slipway.engine.store.ActionRecords;
import dev.slipway.engine.store.ActionResult;
import dev.slipway.engine.store.LayerId;
import dev.slipway.engine.store.StoreException;
import dev.slipway.image.Digest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Action records as {@link Facts}: {@code layer} for each layer, {@code finished} in seconds since the epoch, {@code
 * took} in nanoseconds.
 */
final class DiskActionRecords implements ActionRecords {
    private final StoreLayout layout;
    private final NewFiles files;
    private final KeyLocks locks;

    DiskActionRecords(StoreLayout layout, NewFiles files, KeyLocks locks) {
        this.layout = layout;
        this.files = files;
        this.locks = locks;
    }

    @Override
    public Optional<ActionResult> find(Digest key) {
        Path file = layout.action(key);
        try {
            Optional<ActionResult> result = Facts.read(file).flatMap(DiskActionRecords::result);
            if (result.isPresent()) {
                LastUse.touch(file);
            }
            return result;
        } catch (IOException e) {
            throw StoreException.io("read action record " + key, e);
        }
    }

    /** A record that this version cannot read is none. */
    static Optional<ActionResult> result(Facts facts) {
        try {
            return Optional.of(new ActionResult(
                    facts.all("layer").stream().map(LayerId::parse).toList(),
                    Instant.ofEpochSecond(Long.parseLong(facts.get("finished"))),
                    Duration.ofNanos(Long.parseLong(facts.get("took")))));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    @Override
    public ActionResult put(Digest key, ActionResult result) {
        Facts facts = Facts.of(
                "finished",
                Long.toString(result.finished().getEpochSecond()),
                "took",
                Long.toString(result.took().toNanos()));
        for (LayerId layer : result.layers()) {
            facts = facts.with("layer", layer.toString());
        }
        Path file = layout.action(key);
        byte[] bytes = facts.encode();
        try {
            if (!files.putFirst(file, bytes)) {
                Optional<ActionResult> first = find(key);
                if (first.isPresent()) {
                    return first.get();
                }
                files.replace(file, bytes);
            }
        } catch (IOException e) {
            throw StoreException.io("write action record " + key, e);
        }
        return new ActionResult(
                result.layers(), result.finished().truncatedTo(java.time.temporal.ChronoUnit.SECONDS), result.took());
    }

    @Override
    public void remove(Digest key) {
        try {
            Files.deleteIfExists(layout.action(key));
        } catch (IOException e) {
            throw StoreException.io("remove action record " + key, e);
        }
    }

    @Override
    public KeyLock lock(Digest key) throws InterruptedException {
        KeyLocks.Held held = locks.lock("action-" + key.hex());
        return held::close;
    }
}
