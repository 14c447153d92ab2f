package dev.slipway.engine.store.disk;

import dev.slipway.engine.linux.Errno;
import dev.slipway.engine.linux.LinuxException;
import dev.slipway.engine.linux.OpenFile;
import dev.slipway.engine.linux.Place;
import dev.slipway.engine.linux.Xattrs;
import dev.slipway.engine.store.OverlayFlavor;
import dev.slipway.engine.store.StoreException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The version file: says that a directory is a store, of which layout, with which overlay marks. */
final class StoreVersion {
    private static final String NAME = "slipway-store";
    private static final String VERSION = "1";

    private StoreVersion() {}

    /** Reads it, or makes a new store where there is nothing. */
    static OverlayFlavor enter(StoreLayout layout) throws IOException {
        Optional<OverlayFlavor> there = read(layout);
        if (there.isPresent()) {
            return usable(layout, there.get());
        }
        Files.createDirectories(layout.root());
        refuseForeign(layout);
        for (Path directory : List.of(
                layout.locks(),
                layout.tmp(),
                layout.layers(),
                layout.blobs().resolve("sha256"),
                layout.actions(),
                layout.memos(),
                layout.names(),
                layout.cacheMounts(),
                layout.records())) {
            Files.createDirectories(directory);
        }
        write(layout, probe(layout));
        return read(layout).orElseThrow(() -> bad(layout, "its version file is gone"));
    }

    private static Optional<OverlayFlavor> read(StoreLayout layout) throws IOException {
        String text;
        try {
            text = Files.readString(layout.version());
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
        String[] words = text.strip().split(" ");
        if (words.length != 3 || !words[0].equals(NAME)) {
            throw bad(layout, "its version file says \"" + text.strip() + "\"");
        }
        if (!words[1].equals(VERSION)) {
            throw new StoreException(
                    StoreException.Code.BAD_LAYOUT,
                    "cannot open the store \"" + layout.root() + "\": version " + words[1] + " (expected: " + VERSION
                            + ")",
                    Optional.of("use the Slipway that made it, or another directory for the store"));
        }
        return switch (words[2]) {
            case "trusted" -> Optional.of(OverlayFlavor.TRUSTED);
            case "user" -> Optional.of(OverlayFlavor.USER);
            default -> throw bad(layout, "its version file says \"" + text.strip() + "\"");
        };
    }

    /** A store of root is of no use in a user namespace: its marks cannot be seen there. */
    private static OverlayFlavor usable(StoreLayout layout, OverlayFlavor flavor) throws IOException {
        if (flavor == OverlayFlavor.TRUSTED && !initialUserNamespace()) {
            throw new StoreException(
                    StoreException.Code.UNUSABLE,
                    "cannot open the store \"" + layout.root()
                            + "\": it was made by root, and this process is in a user namespace",
                    Optional.of("use another directory for the store, or run as root"));
        }
        return flavor;
    }

    private static boolean initialUserNamespace() throws IOException {
        String[] words = Files.readString(Path.of("/proc/self/uid_map")).strip().split("\\s+");
        return words.length == 3 && words[0].equals("0") && words[1].equals("0") && words[2].equals("4294967295");
    }

    /** Somebody's own files are no place for a store. */
    private static void refuseForeign(StoreLayout layout) throws IOException {
        List<String> own = List.of(
                "locks", "tmp", "layers", "blobs", "actions", "memos", "names", "cache-mounts", "records", "version");
        try (var files = Files.newDirectoryStream(layout.root())) {
            for (Path file : files) {
                if (!own.contains(String.valueOf(file.getFileName()))
                        && !String.valueOf(file.getFileName()).equals("lost+found")) {
                    throw new StoreException(
                            StoreException.Code.BAD_LAYOUT,
                            "cannot make a store in \"" + layout.root() + "\": it holds \"" + file.getFileName()
                                    + "\" (expected: an empty or a new directory)",
                            Optional.of("name another directory for the store"));
                }
            }
        }
    }

    private static OverlayFlavor probe(StoreLayout layout) throws IOException {
        for (OverlayFlavor flavor : OverlayFlavor.values()) {
            try (OpenFile tmp = OpenFile.directory(Place.of(layout.tmp()))) {
                Xattrs.set(Place.in(tmp, ""), flavor.opaqueAttribute(), new byte[] {'n'});
                Xattrs.remove(Place.of(layout.tmp()), flavor.opaqueAttribute());
                return flavor;
            } catch (LinuxException e) {
                if (!e.is(Errno.EPERM) && !e.is(Errno.EOPNOTSUPP)) {
                    throw e;
                }
            }
        }
        throw new StoreException(
                StoreException.Code.UNUSABLE,
                "cannot make a store in \"" + layout.root() + "\": its file system keeps no extended attributes",
                Optional.of("name a directory on ext4, xfs or btrfs for the store (tmpfs: Linux 6.6)"));
    }

    /** The first of several processes decides. */
    private static void write(StoreLayout layout, OverlayFlavor flavor) throws IOException {
        String text = NAME + " " + VERSION + " " + flavor.name().toLowerCase(Locale.ROOT) + "\n";
        Path temporary = Files.createTempFile(layout.tmp(), "version", "");
        try {
            Files.write(temporary, text.getBytes(StandardCharsets.UTF_8));
            try (OpenFile file = OpenFile.read(Place.of(temporary))) {
                file.sync();
            }
            Files.createLink(layout.version(), temporary);
        } catch (FileAlreadyExistsException e) {
            // another process made the store meanwhile
        } finally {
            Files.deleteIfExists(temporary);
        }
        NewFiles.syncDirectory(layout.root());
    }

    private static StoreException bad(StoreLayout layout, String reason) {
        return new StoreException(
                StoreException.Code.BAD_LAYOUT,
                "cannot open the store \"" + layout.root() + "\": " + reason + " (expected: a store of Slipway)",
                Optional.of("name another directory for the store"));
    }
}
