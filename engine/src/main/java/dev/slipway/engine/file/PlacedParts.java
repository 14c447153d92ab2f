package dev.slipway.engine.file;

import dev.slipway.engine.linux.LinuxException;
import dev.slipway.engine.tree.LayeredWalk;
import dev.slipway.engine.tree.Selection;
import dev.slipway.engine.tree.TreeNode;
import dev.slipway.image.ImagePath;
import dev.slipway.image.layer.EntryMetadata;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.IdentityHashMap;
import java.util.Map;

/**
 * A {@link LayeredWalk} as seen from the destination: what each part's layer holds, at its path in the root file system
 * and with the metadata that the copy gives it. Every part begins with the directories from the root to the destination.
 *
 * <p>Throws {@link dev.slipway.engine.step.StepException} {@code BAD_DESTINATION} as a copy into one layer would.
 */
final class PlacedParts {
    private final TargetTree target;
    private final Placed placed;
    private final Map<Selection.Top, ImagePath> places = new IdentityHashMap<>();

    /** Takes what the layers hold: parents before what is in them, all of a part's entries at different paths. */
    interface Visitor {
        void directory(int part, ImagePath path, EntryMetadata metadata) throws IOException;

        /** A directory that the part was told of before is modified at another time. */
        void retimed(int part, ImagePath path, EntryMetadata metadata) throws IOException;

        /** @param number of the source that the entry is from: names of one file stay one file within a source */
        void leaf(int part, int number, ImagePath path, TreeNode node, EntryMetadata metadata)
                throws IOException, InterruptedException;
    }

    /** @param target over the root file system; nothing but destinations is written to it */
    PlacedParts(TargetTree target, Placed placed) {
        this.target = target;
        this.placed = placed;
    }

    /** Makes the destinations of a batch's tops. */
    void place(Selection batch, CopyTarget destination) throws LinuxException {
        for (Selection.Top top : batch.tops()) {
            places.put(top, destination.place(top.named().name(), top.node()));
        }
    }

    void run(LayeredWalk walk, int parts, Visitor visitor) throws IOException, InterruptedException {
        Placing placing = new Placing(new boolean[parts], visitor);
        try {
            walk.run(placing);
            placing.end();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private final class Placing implements LayeredWalk.Visitor {
        private final boolean[] begun;
        private final Visitor visitor;
        private final Map<Selection.Top, Integer> numbers = new IdentityHashMap<>();
        private ImagePath at = ImagePath.ROOT;

        Placing(boolean[] begun, Visitor visitor) {
            this.begun = begun;
            this.visitor = visitor;
        }

        @Override
        public void directory(int part, Selection.Top top, String below, TreeNode node, boolean implied) {
            EntryMetadata source = node.entry().metadata();
            ImagePath path = place(top).resolve(below);
            try {
                if (below.isEmpty()) {
                    EntryMetadata now = target.directoryMetadata(path)
                            .withModified(source.modifiedSeconds(), source.modifiedNanos());
                    begin(part, path);
                    visitor.retimed(part, path, now);
                } else {
                    EntryMetadata wanted = placed.metadata(node.entry());
                    visitor.directory(part, path, target.merged(path, source.mode(), wanted, implied));
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void leaf(int part, Selection.Top top, String below, TreeNode node) throws InterruptedException {
            ImagePath path = place(top).resolve(below);
            target.requireNoDirectory(path);
            try {
                begin(part, below.isEmpty() ? path.parent() : place(top));
                int number = numbers.computeIfAbsent(top, t -> numbers.size());
                visitor.leaf(part, number, path, node, placed.metadata(node.entry()));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** The directories down to the destination, which is the same for all tops of a batch. */
        private void begin(int part, ImagePath destination) throws IOException {
            at = destination;
            if (!begun[part]) {
                begun[part] = true;
                surround(part, destination);
            }
        }

        /** The topmost part is the one whose time is seen: that of the last source, whichever layer it is from. */
        void end() throws IOException {
            if (begun[begun.length - 1]) {
                visitor.retimed(begun.length - 1, at, target.directoryMetadata(at));
            }
        }

        private void surround(int part, ImagePath directory) throws IOException {
            if (!directory.isRoot()) {
                surround(part, directory.parent());
            }
            visitor.directory(part, directory, target.directoryMetadata(directory));
        }

        private ImagePath place(Selection.Top top) {
            ImagePath place = places.get(top);
            if (place == null) {
                throw new IllegalStateException("no place for " + top.named());
            }
            return place;
        }
    }
}
