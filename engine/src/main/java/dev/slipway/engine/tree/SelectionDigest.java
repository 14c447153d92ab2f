package dev.slipway.engine.tree;

import dev.slipway.image.Digest;
import dev.slipway.image.FileNames;
import dev.slipway.image.layer.EntryMetadata;
import dev.slipway.image.layer.LayerEntry;
import dev.slipway.plan.graph.CanonicalForm;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * What a selection holds as one digest: paths, types, modes, owners, link targets, device numbers, extended attributes,
 * contents, and which names are one file. Not modification times (K1).
 *
 * <p>Version 2: {@link CanonicalForm} {@code ("selection", 2)} of, for each top, {@code "top"}, its name and whether it
 * is a directory, then for each entry of the walk its path below the top, its fixed fields as one part ({@link #facts}),
 * the target of a link, the attributes as names and values, and for a further name of a file the path of its first one.
 *
 * @param listing see {@link Listing}
 */
public record SelectionDigest(Digest digest, byte[] listing) {
    /** Files that may wait for their content's digest while the walk goes on. */
    private static final int AHEAD = 256;

    private static final int FACTS = 3 + 2 + 8 + 8 + 4 + 8 + 32;
    private static final long FACTS_SEED = 0x736C6970776179L;

    /** In the place of a content digest for what has no content. */
    public static final Digest NOTHING = Digest.of(new byte[0]);

    /** Reads what must be read, several files at once. */
    public static SelectionDigest of(Selection selection, ContentDigests contents) throws InterruptedException {
        return new Walk(contents).run(selection);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SelectionDigest that && digest.equals(that.digest);
    }

    @Override
    public int hashCode() {
        return digest.hashCode();
    }

    private record Pending(
            Selection.Top top, String below, TreeNode node, boolean implied, FutureTask<Digest> content) {}

    /** Takes the entries of one walk, for who does more with them than take their digest. */
    public static final class Builder {
        private final CanonicalForm form = new CanonicalForm("selection", 2);
        private final Listing listing = new Listing();
        private final Map<String, String> firstNames = new HashMap<>();

        /** Comes before the top's entries. */
        public void top(Selection.Top top) {
            form.text("top").text(top.named().value()).flag(top.node().isDirectory());
            firstNames.clear();
        }

        /** @param content of a regular file; not looked at for anything else */
        public void entry(Selection.Top top, String below, TreeNode node, boolean implied, Digest content) {
            LayerEntry.Inode inode = node.entry();
            String identity = node.linkIdentity();
            String first = identity.isEmpty() ? null : firstNames.putIfAbsent(identity, below);
            byte[] facts = facts(inode, content, implied, first != null);
            form.text(below).bytes(facts);
            long mark = mark(FACTS_SEED, facts);
            if (inode instanceof LayerEntry.Symlink link) {
                byte[] target = FileNames.encode(link.target());
                form.bytes(target);
                mark = mark(mark, target);
            }
            for (Map.Entry<String, byte[]> attribute : inode.metadata().xattrs().entrySet()) {
                form.text(attribute.getKey()).bytes(attribute.getValue());
                mark = mark(mark(mark, FileNames.encode(attribute.getKey())), attribute.getValue());
            }
            if (first != null) {
                form.text(first);
            }
            String named = top.named().relative();
            listing.add(named.isEmpty() ? below : below.isEmpty() ? named : named + "/" + below, mark);
        }

        public SelectionDigest finish() {
            return new SelectionDigest(form.digest(), listing.bytes());
        }
    }

    /** One pass over a selection, contents read a little behind it. */
    private static final class Walk {
        private final ContentDigests contents;
        private final Builder builder = new Builder();
        private final ArrayDeque<Pending> pending = new ArrayDeque<>();

        Walk(ContentDigests contents) {
            this.contents = contents;
        }

        SelectionDigest run(Selection selection) throws InterruptedException {
            try {
                for (Selection.Top top : selection.tops()) {
                    builder.top(top);
                    selection.walk(top, this::visit);
                    drain(0);
                }
            } finally {
                pending.forEach(waiting -> waiting.content().cancel(true));
            }
            return builder.finish();
        }

        private void visit(Selection.Top top, String below, TreeNode node, boolean implied)
                throws InterruptedException {
            boolean read = node.entry() instanceof LayerEntry.RegularFile
                    && node.content().isEmpty();
            if (!read && pending.isEmpty()) {
                builder.entry(top, below, node, implied, node.content().orElse(NOTHING));
                return;
            }
            pending.addLast(new Pending(top, below, node, implied, content(node, read)));
            drain(AHEAD);
        }

        private FutureTask<Digest> content(TreeNode node, boolean read) {
            FutureTask<Digest> task = new FutureTask<>(
                    () -> read ? contents.of(node) : node.content().orElse(NOTHING));
            if (read) {
                Thread.ofVirtual().name("digest").start(task);
            } else {
                task.run();
            }
            return task;
        }

        private void drain(int leave) throws InterruptedException {
            while (pending.size() > leave) {
                Pending next = pending.getFirst();
                Digest content = get(next.content());
                pending.removeFirst();
                builder.entry(next.top(), next.below(), next.node(), next.implied(), content);
            }
        }
    }

    private static Digest get(FutureTask<Digest> task) throws InterruptedException {
        try {
            return task.get();
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case InterruptedException interrupted -> throw interrupted;
                case RuntimeException fault -> throw fault;
                case Error fault -> throw fault;
                case null, default -> throw new IllegalStateException(e);
            }
        } catch (CancellationException e) {
            throw new InterruptedException();
        }
    }

    /**
     * What every entry has, big-endian: a letter for the type (1 byte), whether it is implied (1) and whether it is a
     * further name of a file (1), the mode (2), the owner and the group (8 each), the number of attributes (4); then of a
     * regular file the size (8) and its content's sha256, of a device its major and minor number (8 each).
     */
    private static byte[] facts(LayerEntry.Inode inode, Digest content, boolean implied, boolean further) {
        EntryMetadata metadata = inode.metadata();
        ByteBuffer facts = ByteBuffer.allocate(FACTS);
        facts.put((byte) letter(inode)).put((byte) (implied ? 1 : 0)).put((byte) (further ? 1 : 0));
        facts.putShort((short) metadata.mode()).putLong(metadata.uid()).putLong(metadata.gid());
        facts.putInt(metadata.xattrs().size());
        switch (inode) {
            case LayerEntry.RegularFile file -> content.writeTo(facts.putLong(file.sizeBytes()));
            case LayerEntry.Device device -> facts.putLong(device.major()).putLong(device.minor());
            case LayerEntry.Directory ignored -> {}
            case LayerEntry.Symlink ignored -> {}
            case LayerEntry.Fifo ignored -> {}
        }
        return Arrays.copyOf(facts.array(), facts.position());
    }

    private static char letter(LayerEntry.Inode inode) {
        return switch (inode) {
            case LayerEntry.Directory ignored -> 'd';
            case LayerEntry.RegularFile ignored -> 'f';
            case LayerEntry.Symlink ignored -> 'l';
            case LayerEntry.Device device -> device.block() ? 'b' : 'c';
            case LayerEntry.Fifo ignored -> 'p';
        };
    }

    /** What a listing tells entries of one name apart by. Nothing depends on it but explanations. */
    private static long mark(long seed, byte[] bytes) {
        long mark = seed ^ bytes.length;
        ByteBuffer in = ByteBuffer.wrap(bytes);
        while (in.remaining() >= Long.BYTES) {
            mark = mix(mark ^ in.getLong());
        }
        while (in.hasRemaining()) {
            mark = mix(mark ^ in.get());
        }
        return mark;
    }

    private static long mix(long value) {
        long mixed = value * 0x9E3779B97F4A7C15L;
        return mixed ^ mixed >>> 32;
    }

    /**
     * Version 1: {@link CanonicalForm} {@code ("entry", 1)} of the type's letter and what the type has, mode, owner and
     * attributes.
     *
     * @param content of a regular file; not looked at for anything else
     */
    static Digest entryDigest(LayerEntry.Inode inode, Digest content) {
        EntryMetadata metadata = inode.metadata();
        CanonicalForm form = new CanonicalForm("entry", 1);
        switch (inode) {
            case LayerEntry.Directory ignored -> form.text("d");
            case LayerEntry.RegularFile file ->
                form.text("f").number(file.sizeBytes()).text(content.toString());
            case LayerEntry.Symlink link -> form.text("l").bytes(FileNames.encode(link.target()));
            case LayerEntry.Device device ->
                form.text(device.block() ? "b" : "c").number(device.major()).number(device.minor());
            case LayerEntry.Fifo ignored -> form.text("p");
        }
        form.number(metadata.mode()).number(metadata.uid()).number(metadata.gid());
        form.number(metadata.xattrs().size());
        metadata.xattrs().forEach((name, value) -> form.text(name).bytes(value));
        return form.digest();
    }
}
