package dev.slipway.engine.store.disk;

import dev.slipway.engine.linux.Directories;
import dev.slipway.engine.linux.FileStatus;
import dev.slipway.engine.linux.Flock;
import dev.slipway.engine.linux.OpenFile;
import dev.slipway.engine.linux.Place;
import dev.slipway.engine.store.UsageItem;
import dev.slipway.image.Digest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Everything in a store, with where it is. What is removed while it is listed is left out. */
final class StoreListing {
    private final StoreLayout layout;
    private final Set<String> leases;
    private final Set<Digest> kept;
    private final List<Found> found = new ArrayList<>();

    /** @param place what is renamed away to remove it */
    record Found(UsageItem item, Path place) {}

    private StoreListing(StoreLayout layout, Set<String> leases, Set<Digest> kept) {
        this.layout = layout;
        this.leases = leases;
        this.kept = kept;
    }

    /** Least recently used first. */
    static List<Found> list(StoreLayout layout, Set<String> leases, Set<Digest> kept) throws IOException {
        StoreListing listing = new StoreListing(layout, leases, kept);
        listing.blobs();
        listing.layers();
        listing.files(UsageItem.Kind.ACTION, layout.actions());
        listing.files(UsageItem.Kind.MEMO, layout.memos());
        listing.files(UsageItem.Kind.BUILD_RECORD, layout.records());
        listing.cacheMounts();
        listing.found.sort(Comparator.comparing((Found f) -> f.item().times().lastUsed())
                .thenComparing(f -> f.item().kind())
                .thenComparing(f -> f.item().id()));
        return listing.found;
    }

    private static List<Path> children(Path directory) throws IOException {
        List<Path> children = new ArrayList<>();
        if (Files.isDirectory(directory)) {
            for (Directories.Name name : Directories.list(Place.of(directory))) {
                children.add(directory.resolve(name.name()));
            }
        }
        return children;
    }

    private static Optional<BasicFileAttributes> attributes(Path path) {
        try {
            return Optional.of(Files.readAttributes(path, BasicFileAttributes.class));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private void blobs() throws IOException {
        for (Path algorithm : children(layout.blobs())) {
            for (Path blob : children(algorithm)) {
                Digest digest = Digest.parse(algorithm.getFileName() + ":" + blob.getFileName());
                attributes(blob).ifPresent(a -> {
                    Instant created = a.lastModifiedTime().toInstant();
                    Instant used = a.lastAccessTime().toInstant();
                    UsageItem.Times times = new UsageItem.Times(created, used.isBefore(created) ? created : used);
                    boolean inUse = leases.contains(Leases.blob(digest));
                    add(
                            new UsageItem(
                                    UsageItem.Kind.BLOB,
                                    digest.toString(),
                                    a.size(),
                                    times,
                                    inUse,
                                    kept.contains(digest),
                                    ""),
                            blob);
                });
            }
        }
    }

    private void layers() throws IOException {
        for (Path home : children(layout.layers())) {
            Optional<LayerMeta> meta = LayerMeta.read(home);
            Optional<BasicFileAttributes> attributes = attributes(home);
            if (attributes.isEmpty()) {
                continue;
            }
            Instant used = attributes.get().lastModifiedTime().toInstant();
            Instant created = meta.map(LayerMeta::created).orElse(used);
            String name = String.valueOf(home.getFileName());
            add(
                    new UsageItem(
                            UsageItem.Kind.LAYER,
                            meta.map(m -> m.id().toString()).orElse(name),
                            meta.map(m -> m.scan().contentBytes()).orElse(0L) + indexBytes(home),
                            new UsageItem.Times(created, used),
                            leases.contains(Leases.layer(name)),
                            false,
                            meta.map(m -> m.scan().entries() + " entries").orElse("damaged")),
                    home);
        }
    }

    private static long indexBytes(Path home) {
        return attributes(home.resolve("index")).map(BasicFileAttributes::size).orElse(0L)
                + attributes(home.resolve("strings"))
                        .map(BasicFileAttributes::size)
                        .orElse(0L);
    }

    /** Plain files, in directories of shards. */
    private void files(UsageItem.Kind kind, Path directory) throws IOException {
        for (Path child : children(directory)) {
            Optional<BasicFileAttributes> attributes = attributes(child);
            if (attributes.isEmpty()) {
                continue;
            }
            if (attributes.get().isDirectory()) {
                files(kind, child);
                continue;
            }
            Instant used = attributes.get().lastModifiedTime().toInstant();
            add(
                    new UsageItem(
                            kind,
                            id(kind, child),
                            attributes.get().size(),
                            new UsageItem.Times(used, used),
                            false,
                            false,
                            ""),
                    child);
        }
    }

    private String id(UsageItem.Kind kind, Path file) {
        return kind == UsageItem.Kind.MEMO
                ? layout.memos().relativize(file).getName(0) + "/" + file.getFileName()
                : String.valueOf(file.getFileName());
    }

    private void cacheMounts() throws IOException {
        for (Path home : children(layout.cacheMounts())) {
            Optional<String> id = DiskCacheMounts.id(home);
            for (Path child : children(home)) {
                String name = String.valueOf(child.getFileName());
                Path lock = home.resolve(name + ".lock");
                Optional<BasicFileAttributes> attributes = attributes(lock);
                if (attributes.isPresent() && Files.isDirectory(child)) {
                    Instant used = attributes.get().lastModifiedTime().toInstant();
                    add(
                            new UsageItem(
                                    UsageItem.Kind.CACHE_MOUNT,
                                    id.orElse(String.valueOf(home.getFileName())) + "#" + name,
                                    size(child),
                                    new UsageItem.Times(
                                            attributes.get().creationTime().toInstant(), used),
                                    isHeld(lock),
                                    false,
                                    ""),
                            child);
                }
            }
        }
    }

    static boolean isHeld(Path lock) throws IOException {
        try (Flock file = Flock.openExisting(Place.of(lock))) {
            return !file.tryExclusive();
        }
    }

    /** Sum of file sizes; a directory that disappears meanwhile counts nothing. */
    private static long size(Path directory) throws IOException {
        try (OpenFile open = OpenFile.directory(Place.of(directory))) {
            return size(open);
        }
    }

    private static long size(OpenFile directory) throws IOException {
        long total = 0;
        for (Directories.Name name : Directories.list(directory)) {
            Place place = Place.in(directory, name.name());
            Optional<FileStatus> status = FileStatus.find(place);
            if (status.isPresent() && status.get().isDirectory()) {
                try (OpenFile child = OpenFile.directory(place)) {
                    total += size(child);
                }
            } else if (status.isPresent()) {
                total += status.get().sizeBytes();
            }
        }
        return total;
    }

    private void add(UsageItem item, Path place) {
        found.add(new Found(item, place));
    }
}
