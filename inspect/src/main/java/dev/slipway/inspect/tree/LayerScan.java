package dev.slipway.inspect.tree;

import dev.slipway.image.BlobSource;
import dev.slipway.image.DiffId;
import dev.slipway.image.Digest;
import dev.slipway.image.Limits;
import dev.slipway.image.layer.Compressors;
import dev.slipway.image.layer.EntryMetadata;
import dev.slipway.image.layer.LayerEntry;
import dev.slipway.image.layer.LayerTarReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Optional;

/**
 * Reads one layer: decompresses it, verifies blob digest and diffID, and hashes every file's content. Of the content's
 * SHA-256 128 bits are kept: enough to tell equal files, also against someone who makes collisions.
 */
final class LayerScan {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private final PathTable paths;
    private final PackageLists lists;
    private final EntryLimit limit;
    private final MessageDigest hash = Digest.sha256();
    private final byte[] buffer = new byte[128 * 1024];

    LayerScan(PathTable paths, PackageLists lists, EntryLimit limit) {
        this.paths = paths;
        this.lists = lists;
        this.limit = limit;
    }

    LayerTree read(BlobSource layer, DiffId diffId) throws IOException {
        String subject = "layer " + layer.descriptor().digest();
        LayerTree.Builder tree = new LayerTree.Builder();
        try (InputStream tar = Compressors.openTar(layer, diffId);
                LayerTarReader reader = LayerTarReader.layer(tar, subject, Limits.DEFAULT)) {
            Optional<LayerEntry> next;
            while ((next = reader.next()).isPresent()) {
                limit.take();
                if (Thread.interrupted()) {
                    throw new InterruptedIOException("reading " + subject + " was interrupted");
                }
                add(next.get(), reader, tree);
            }
            return tree.build(reader.position());
        }
    }

    private void add(LayerEntry entry, LayerTarReader reader, LayerTree.Builder tree) throws IOException {
        int node = paths.intern(entry.path().value());
        switch (entry) {
            case LayerEntry.RegularFile file -> {
                int made = inode(EntryType.FILE, node, file.metadata(), tree);
                if (lists.isWanted(file.path(), file.sizeBytes())) {
                    byte[] text = reader.content().readAllBytes();
                    hash.update(text);
                    store(tree, made, file.sizeBytes());
                    lists.files(file.path(), text).ifPresent(files -> tree.packageList(node, files));
                } else {
                    hash(file, made, reader.content(), tree);
                }
            }
            case LayerEntry.Directory directory -> inode(EntryType.DIRECTORY, node, directory.metadata(), tree);
            case LayerEntry.Symlink link -> inode(EntryType.SYMLINK, node, link.metadata(), tree);
            case LayerEntry.Device device -> inode(EntryType.DEVICE, node, device.metadata(), tree);
            case LayerEntry.Fifo fifo -> inode(EntryType.FIFO, node, fifo.metadata(), tree);
            case LayerEntry.HardLink link -> {
                int made = inode(EntryType.HARD_LINK, node, link.metadata(), tree);
                tree.hardLink(made, paths.intern(link.target().value()));
            }
            case LayerEntry.Whiteout whiteout -> tree.add(EntryType.WHITEOUT, node, 0);
            case LayerEntry.Opaque opaque -> tree.add(EntryType.OPAQUE, node, 0);
        }
    }

    private static int inode(EntryType type, int node, EntryMetadata metadata, LayerTree.Builder tree) {
        int made = tree.add(type, node, metadata.mode());
        int attributes = 0;
        for (var attribute : metadata.xattrs().entrySet()) {
            attributes = 31 * (31 * attributes + attribute.getKey().hashCode()) + Arrays.hashCode(attribute.getValue());
        }
        tree.owner(made, metadata.uid(), metadata.gid(), attributes);
        return made;
    }

    private void hash(LayerEntry.RegularFile file, int made, InputStream content, LayerTree.Builder tree)
            throws IOException {
        if (file.sizeBytes() == 0) {
            return;
        }
        int got;
        while ((got = content.read(buffer, 0, buffer.length)) >= 0) {
            hash.update(buffer, 0, got);
        }
        store(tree, made, file.sizeBytes());
    }

    private void store(LayerTree.Builder tree, int made, long sizeBytes) {
        byte[] digest = hash.digest();
        tree.content(made, sizeBytes, (long) LONGS.get(digest, 0), (long) LONGS.get(digest, 8));
    }
}
