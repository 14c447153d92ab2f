package dev.slipway.engine.layering;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/**
 * Applies layer tars as the OCI specification says (image-spec, layer.md, "Applying Changesets"), in memory. Shares no
 * code with the product: the tars are read by Commons Compress.
 */
final class TarView {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String XATTR = "SCHILY.xattr.";

    private final SortedMap<String, Item> root = new TreeMap<>();

    /** An inode; compared by identity. */
    private static final class Item {
        private final boolean directory;
        private final String facts;
        private final long modifiedSeconds;

        Item(boolean directory, String facts, long modifiedSeconds) {
            this.directory = directory;
            this.facts = facts;
            this.modifiedSeconds = modifiedSeconds;
        }
    }

    private record Change(String path, TarArchiveEntry entry, byte[] content) {}

    private TarView() {
        root.put("/", new Item(true, Facts.directory(0755, 0, 0, new TreeMap<>()), 0));
    }

    /** The only image of an OCI layout whose layers are not compressed. */
    static TreeView ofLayout(Path layout) throws IOException {
        JsonNode index = JSON.readTree(layout.resolve("index.json").toFile());
        JsonNode manifest =
                JSON.readTree(blob(layout, index.get("manifests").get(0)).toFile());
        TarView view = new TarView();
        for (JsonNode layer : manifest.get("layers")) {
            view.apply(blob(layout, layer), true);
        }
        return view.view();
    }

    /** A root file system: names that start with {@code .wh.} mean nothing. */
    static TreeView ofTar(Path tar) throws IOException {
        TarView view = new TarView();
        view.apply(tar, false);
        return view.view();
    }

    private static Path blob(Path layout, JsonNode descriptor) {
        return layout.resolve("blobs").resolve(descriptor.get("digest").asText().replace(':', '/'));
    }

    private void apply(Path tar, boolean layer) throws IOException {
        List<Change> changes = new ArrayList<>();
        try (InputStream in = new BufferedInputStream(Files.newInputStream(tar));
                TarArchiveInputStream entries = new TarArchiveInputStream(in, StandardCharsets.UTF_8.name())) {
            for (TarArchiveEntry entry = entries.getNextEntry(); entry != null; entry = entries.getNextEntry()) {
                changes.add(new Change(path(entry.getName()), entry, entries.readAllBytes()));
            }
        }
        // whiteouts hide what lower layers have, wherever they stand in the tar
        changes.stream().filter(change -> layer && isMark(change.path())).forEach(change -> hide(change.path()));
        for (Change change : changes) {
            if (!layer || !isMark(change.path())) {
                add(change);
            }
        }
    }

    private static String path(String name) {
        String path = name.startsWith("./") ? name.substring(1) : "/" + name;
        return path.length() > 1 && path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    }

    private static boolean isMark(String path) {
        return path.substring(path.lastIndexOf('/') + 1).startsWith(".wh.");
    }

    private void hide(String mark) {
        int slash = mark.lastIndexOf('/');
        String directory = mark.substring(0, slash);
        if (mark.endsWith("/.wh..wh..opq")) {
            root.keySet().removeIf(path -> path.startsWith(directory + "/") && !path.equals("/"));
        } else {
            remove(directory + "/" + mark.substring(slash + ".wh.".length() + 1));
        }
    }

    private void remove(String path) {
        root.keySet().removeIf(name -> name.equals(path) || name.startsWith(path + "/"));
    }

    private void add(Change change) {
        String path = change.path();
        String parent = path.substring(0, Math.max(1, path.lastIndexOf('/')));
        Item above = root.get(parent);
        if (above == null || !above.directory) {
            throw new AssertionError(path + " comes before its directory");
        }
        TarArchiveEntry entry = change.entry();
        Item there = root.get(path);
        if (!entry.isDirectory() || there == null || !there.directory) {
            remove(path);
        }
        if (entry.isLink()) {
            Item target = root.get(path(entry.getLinkName()));
            if (target == null || target.directory) {
                throw new AssertionError(path + " is a hard link to " + entry.getLinkName() + ", which is no file");
            }
            root.put(path, target);
        } else {
            long seconds = entry.getLastModifiedTime().toInstant().getEpochSecond();
            root.put(path, new Item(entry.isDirectory(), facts(entry, change.content()), seconds));
        }
    }

    private static String facts(TarArchiveEntry entry, byte[] content) {
        int mode = entry.getMode();
        long uid = entry.getLongUserId();
        long gid = entry.getLongGroupId();
        if (entry.isDirectory()) {
            return Facts.directory(mode, uid, gid, xattrs(entry));
        }
        if (entry.isSymbolicLink()) {
            return Facts.symlink(uid, gid, entry.getLinkName());
        }
        if (entry.isFIFO()) {
            return Facts.fifo(mode, uid, gid);
        }
        if (entry.isBlockDevice() || entry.isCharacterDevice()) {
            return Facts.device(mode, uid, gid, entry.isBlockDevice(), entry.getDevMajor(), entry.getDevMinor());
        }
        return Facts.file(mode, uid, gid, xattrs(entry), content);
    }

    private static SortedMap<String, byte[]> xattrs(TarArchiveEntry entry) {
        SortedMap<String, byte[]> found = new TreeMap<>();
        for (Map.Entry<String, String> header : entry.getExtraPaxHeaders().entrySet()) {
            if (header.getKey().startsWith(XATTR)) {
                found.put(
                        header.getKey().substring(XATTR.length()),
                        header.getValue().getBytes(StandardCharsets.UTF_8));
            }
        }
        return found;
    }

    private TreeView view() {
        TreeView.Builder view = new TreeView.Builder();
        root.forEach((path, item) -> view.add(path, item.facts, item.modifiedSeconds, item));
        return view.build();
    }
}
