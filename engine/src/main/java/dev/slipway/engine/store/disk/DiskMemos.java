package dev.slipway.engine.store.disk;

import dev.slipway.engine.store.Memos;
import dev.slipway.engine.store.StoreException;
import dev.slipway.image.Digest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/** Memos as files: the value, then its CRC-32C; a file that does not end so is none. */
final class DiskMemos implements Memos {
    private final StoreLayout layout;
    private final NewFiles files;

    DiskMemos(StoreLayout layout, NewFiles files) {
        this.layout = layout;
        this.files = files;
    }

    @Override
    public Optional<byte[]> find(String kind, Digest key) {
        Path file = layout.memo(checked(kind), key);
        try {
            byte[] bytes = Files.readAllBytes(file);
            int length = bytes.length - Checksums.BYTES;
            if (length < 0 || ByteBuffer.wrap(bytes).getInt(length) != Checksums.of(bytes, length)) {
                return Optional.empty();
            }
            LastUse.touch(file);
            return Optional.of(Arrays.copyOf(bytes, length));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw StoreException.io("read memo " + kind + " " + key, e);
        }
    }

    @Override
    public void put(String kind, Digest key, byte[] value) {
        byte[] bytes = Arrays.copyOf(value, value.length + Checksums.BYTES);
        ByteBuffer.wrap(bytes).putInt(value.length, Checksums.of(value, value.length));
        try {
            files.replace(layout.memo(checked(kind), key), bytes);
        } catch (IOException e) {
            throw StoreException.io("write memo " + kind + " " + key, e);
        }
    }

    private static String checked(String kind) {
        for (int i = 0; i < kind.length(); i++) {
            char c = kind.charAt(i);
            if ((c < 'a' || c > 'z') && c != '-') {
                throw new IllegalArgumentException("memo kind: \"" + kind + "\" (expected: letters a to z and \"-\")");
            }
        }
        if (kind.isEmpty()) {
            throw new IllegalArgumentException("memo kind: \"\" (expected: a name)");
        }
        return kind;
    }
}
