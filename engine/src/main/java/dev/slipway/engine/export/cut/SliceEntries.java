package dev.slipway.engine.export.cut;

import dev.slipway.engine.store.IndexEntry;
import dev.slipway.image.ImagePath;
import dev.slipway.image.layer.LayerEntry;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;

/**
 * One of the slices that a large layer is divided into. Stacked in their order, the slices look as the layer does.
 *
 * <p>A slice is begun where the next directory, or the next file, would make the current one larger than the target; so
 * a directory that fits into a slice is in one. Each slice has the directories on its entries' way. All names of a file
 * are in the slice of the first one. An opaque mark is in the lowest slice, or it would hide what the others have.
 */
final class SliceEntries implements Iterable<IndexEntry> {
    private final Iterable<IndexEntry> all;
    private final long targetBytes;
    private final int slice;

    /** @param slice 0 for the lowest */
    SliceEntries(Iterable<IndexEntry> all, long targetBytes, int slice) {
        this.all = all;
        this.targetBytes = targetBytes;
        this.slice = slice;
    }

    /** How many slices there are; at least 1. */
    static int count(Iterable<IndexEntry> all, long targetBytes) {
        Division division = new Division(all, targetBytes);
        all.forEach(division::sliceOf);
        return division.current + 1;
    }

    /** Says of each entry, in order, in which slice it is. */
    private static final class Division {
        private final long targetBytes;
        private final Map<ImagePath, Long> directoryBytes = new HashMap<>();
        private final Map<Integer, Integer> sliceOfGroup = new HashMap<>();
        private int current;
        private long bytes;

        Division(Iterable<IndexEntry> all, long targetBytes) {
            this.targetBytes = targetBytes;
            Set<Integer> groups = new HashSet<>();
            for (IndexEntry entry : all) {
                if (entry.entry() instanceof LayerEntry.RegularFile file
                        && (entry.linkGroup() == 0 || groups.add(entry.linkGroup()))) {
                    for (ImagePath path = file.path(); !path.isRoot(); path = path.parent()) {
                        directoryBytes.merge(path.parent(), file.sizeBytes(), Long::sum);
                    }
                }
            }
        }

        int sliceOf(IndexEntry entry) {
            return switch (entry.entry()) {
                case LayerEntry.Opaque ignored -> 0;
                case LayerEntry.Directory directory -> {
                    long size = directoryBytes.getOrDefault(directory.path(), 0L);
                    if (size <= targetBytes) {
                        makeRoom(size);
                    }
                    yield current;
                }
                case LayerEntry.Inode inode -> {
                    Integer known = entry.linkGroup() == 0 ? null : sliceOfGroup.get(entry.linkGroup());
                    if (known != null) {
                        yield known;
                    }
                    long size = inode instanceof LayerEntry.RegularFile file ? file.sizeBytes() : 0;
                    makeRoom(size);
                    bytes += size;
                    sliceOfGroup.put(entry.linkGroup(), current);
                    yield current;
                }
                default -> current;
            };
        }

        private void makeRoom(long size) {
            if (bytes > 0 && size > 0 && bytes + size > targetBytes) {
                current++;
                bytes = 0;
            }
        }
    }

    @Override
    public Iterator<IndexEntry> iterator() {
        return new Walk();
    }

    private final class Walk implements Iterator<IndexEntry> {
        private final Division division = new Division(all, targetBytes);
        private final Iterator<IndexEntry> entries = all.iterator();
        private final List<IndexEntry> way = new ArrayList<>();
        private final Deque<IndexEntry> upcoming = new ArrayDeque<>();
        /** How many directories on the way the slice has. */
        private int had;

        Walk() {
            advance();
        }

        private void advance() {
            while (upcoming.isEmpty() && entries.hasNext()) {
                IndexEntry entry = entries.next();
                int of = division.sliceOf(entry);
                leave(entry.entry());
                if (entry.entry() instanceof LayerEntry.Directory) {
                    way.add(entry);
                    if (of == slice) {
                        takeWay();
                    }
                } else if (of == slice) {
                    takeWay();
                    upcoming.add(entry);
                }
            }
        }

        /** Leaves the directories that an entry is not in. */
        private void leave(LayerEntry entry) {
            ImagePath in = entry instanceof LayerEntry.Opaque ? entry.path() : parent(entry.path());
            while (!way.isEmpty() && !in.isWithin(way.getLast().entry().path())) {
                way.removeLast();
            }
            had = Math.min(had, way.size());
        }

        private static ImagePath parent(ImagePath path) {
            return path.isRoot() ? path : path.parent();
        }

        private void takeWay() {
            for (; had < way.size(); had++) {
                upcoming.add(way.get(had));
            }
        }

        @Override
        public boolean hasNext() {
            return !upcoming.isEmpty();
        }

        @Override
        public IndexEntry next() {
            IndexEntry next = upcoming.poll();
            if (next == null) {
                throw new NoSuchElementException();
            }
            if (upcoming.isEmpty()) {
                advance();
            }
            return next;
        }
    }
}
