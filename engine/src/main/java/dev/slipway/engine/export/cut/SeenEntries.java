package dev.slipway.engine.export.cut;

import dev.slipway.engine.store.IndexEntry;
import dev.slipway.engine.store.LayerIndex;
import dev.slipway.image.ImagePath;
import dev.slipway.image.layer.LayerEntry;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A layer's entries without those that no image of the whole stack shows, in the order of {@link LayerIndex#entries}.
 *
 * <p>Hidden is what a layer above replaces by anything but a directory, deletes with a whiteout, or covers with an opaque
 * directory, and everything below such an entry (OCI image-spec, layer.md, Whiteouts). Directories that are merged stay,
 * and so do the layer's own whiteouts and opaque marks, which may hide something of a layer below.
 */
final class SeenEntries implements Iterable<IndexEntry> {
    private final LayerIndex layer;
    private final List<LayerIndex> above;
    private final boolean affectedOnly;
    private final Listener listener;

    /** Is told what is hidden. */
    interface Listener {
        Listener NONE = (entry, by, removed) -> {};

        /**
         * @param entry everything below it is hidden too, and not told
         * @param by the lowest layer that hides it, as a place in the list of those above
         * @param removed deleted, not overwritten
         */
        void hidden(IndexEntry entry, int by, boolean removed);
    }

    /** @param above bottom first */
    SeenEntries(LayerIndex layer, List<LayerIndex> above) {
        this(layer, above, false, Listener.NONE);
    }

    /** @param affectedOnly leaves out directories of which no layer above has anything: all in them is seen */
    SeenEntries(LayerIndex layer, List<LayerIndex> above, boolean affectedOnly, Listener listener) {
        this.layer = layer;
        this.above = List.copyOf(above);
        this.affectedOnly = affectedOnly;
        this.listener = listener;
    }

    /** What layers above make of an entry: {@code by} is -1 when it is seen. */
    private record Verdict(int by, boolean removed, int[] merged) {}

    private Verdict judge(int[] merging, LayerEntry entry) {
        int[] merged = new int[merging.length];
        int count = 0;
        for (int place : merging) {
            Optional<IndexEntry> found = above.get(place).find(entry.path());
            if (found.isEmpty()) {
                continue;
            }
            if (found.get().entry() instanceof LayerEntry.Whiteout) {
                return new Verdict(place, true, new int[0]);
            }
            if (!(found.get().entry() instanceof LayerEntry.Directory)) {
                return new Verdict(place, false, new int[0]);
            }
            if (above.get(place).opaque(entry.path())) {
                return new Verdict(place, entry instanceof LayerEntry.Directory, new int[0]);
            }
            if (entry instanceof LayerEntry.Directory) {
                merged[count++] = place;
            } else if (entry instanceof LayerEntry.Inode) {
                return new Verdict(place, false, new int[0]);
            }
        }
        return new Verdict(-1, false, Arrays.copyOf(merged, count));
    }

    @Override
    public Iterator<IndexEntry> iterator() {
        return new Walk();
    }

    private final class Walk implements Iterator<IndexEntry> {
        private record Level(Iterator<IndexEntry> children, int[] merging) {}

        private final Deque<Level> levels = new ArrayDeque<>();
        private final Deque<IndexEntry> upcoming = new ArrayDeque<>();

        Walk() {
            int covering = IntStream.range(0, above.size())
                    .filter(place -> above.get(place).opaque(ImagePath.ROOT))
                    .findFirst()
                    .orElse(-1);
            layer.find(ImagePath.ROOT).ifPresent(upcoming::add);
            mark(ImagePath.ROOT);
            if (covering >= 0) {
                layer.children(ImagePath.ROOT).forEach(child -> listener.hidden(child, covering, true));
            } else {
                enter(ImagePath.ROOT, IntStream.range(0, above.size()).toArray());
            }
            advance();
        }

        private void mark(ImagePath directory) {
            if (layer.opaque(directory)) {
                upcoming.add(new IndexEntry(new LayerEntry.Opaque(directory), Optional.empty(), 0));
            }
        }

        private void enter(ImagePath directory, int[] merging) {
            if (!affectedOnly || merging.length > 0) {
                levels.push(new Level(layer.children(directory).iterator(), merging));
            }
        }

        private void advance() {
            while (upcoming.isEmpty() && !levels.isEmpty()) {
                Level level = levels.element();
                if (level.children().hasNext()) {
                    meet(level, level.children().next());
                } else {
                    levels.pop();
                }
            }
        }

        private void meet(Level level, IndexEntry child) {
            Verdict verdict = judge(level.merging(), child.entry());
            if (verdict.by() >= 0) {
                listener.hidden(child, verdict.by(), verdict.removed());
                return;
            }
            upcoming.add(child);
            if (child.entry() instanceof LayerEntry.Directory directory) {
                mark(directory.path());
                enter(directory.path(), verdict.merged());
            }
        }

        @Override
        public boolean hasNext() {
            return !upcoming.isEmpty();
        }

        @Override
        public IndexEntry next() {
            @Nullable IndexEntry next = upcoming.poll();
            if (next == null) {
                throw new NoSuchElementException();
            }
            advance();
            return next;
        }
    }
}
