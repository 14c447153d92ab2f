package dev.slipway.engine.store;

import dev.slipway.image.DiffId;
import dev.slipway.image.Digest;
import dev.slipway.image.ImagePath;
import dev.slipway.image.layer.EntryMetadata;
import dev.slipway.image.layer.LayerEntry;
import dev.slipway.image.layer.LayerTarWriter;
import dev.slipway.image.layer.TarTimes;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** A small layer tar made of entries. */
public final class TestTar {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final LayerTarWriter writer = LayerTarWriter.layer(bytes, TarTimes.NANOSECONDS);
    private boolean finished;

    public TestTar put(LayerEntry entry) {
        try {
            writer.put(entry);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public TestTar put(LayerEntry.RegularFile file, byte[] content) {
        try {
            writer.put(file, new ByteArrayInputStream(content));
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public TestTar file(String path, String content) {
        byte[] utf8 = content.getBytes(StandardCharsets.UTF_8);
        return put(
                new LayerEntry.RegularFile(ImagePath.of(path), EntryMetadata.of(0644, 0, 0, 100), utf8.length), utf8);
    }

    public TestTar directory(String path) {
        return put(new LayerEntry.Directory(ImagePath.of(path), EntryMetadata.of(0755, 0, 0, 100)));
    }

    public TestTar symlink(String path, String target) {
        return put(new LayerEntry.Symlink(ImagePath.of(path), EntryMetadata.of(0777, 0, 0, 100), target));
    }

    public TestTar hardLink(String path, String target) {
        return put(
                new LayerEntry.HardLink(ImagePath.of(path), EntryMetadata.of(0644, 0, 0, 100), ImagePath.of(target)));
    }

    public byte[] bytes() {
        if (!finished) {
            finished = true;
            try {
                writer.finish();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return bytes.toByteArray();
    }

    public InputStream open() {
        return new ByteArrayInputStream(bytes());
    }

    public DiffId diffId() {
        return new DiffId(Digest.of(bytes()));
    }
}
