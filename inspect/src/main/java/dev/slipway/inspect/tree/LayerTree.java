package dev.slipway.inspect.tree;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The entries of one layer, in the order of its tar, as columns: 44 bytes an entry. Entries are named by their number
 * from 0, paths by their node in the image's {@link PathTable}.
 */
public final class LayerTree {
    private static final EntryType[] TYPES = EntryType.values();

    private final int count;
    private final int[] nodes;
    /** Type above the twelve mode bits. */
    private final int[] kinds;

    private final long[] sizes;
    private final int[] uids;
    private final int[] gids;
    private final int[] attributes;
    private final long[] contents;
    /** -1 for what is no hard link; an entry; or -2 less the node of a target that is not in this layer. */
    private final int[] links;

    private final Map<Integer, int[]> lists;
    private final long tarBytes;
    private final long fileBytes;

    private LayerTree(Builder built, long tarBytes) {
        this.count = built.count;
        this.nodes = Arrays.copyOf(built.nodes, count);
        this.kinds = Arrays.copyOf(built.kinds, count);
        this.sizes = Arrays.copyOf(built.sizes, count);
        this.uids = Arrays.copyOf(built.uids, count);
        this.gids = Arrays.copyOf(built.gids, count);
        this.attributes = Arrays.copyOf(built.attributes, count);
        this.contents = Arrays.copyOf(built.contents, 2 * count);
        this.links = built.anyLink ? Arrays.copyOf(built.links, count) : new int[0];
        this.lists = built.lists;
        this.tarBytes = tarBytes;
        this.fileBytes = Arrays.stream(sizes).sum();
    }

    public int count() {
        return count;
    }

    public int node(int entry) {
        return nodes[entry];
    }

    public EntryType type(int entry) {
        return TYPES[kinds[entry] >>> 12];
    }

    /** Permission, set-id and sticky bits. */
    public int mode(int entry) {
        return kinds[entry] & 07777;
    }

    public int uid(int entry) {
        return uids[entry];
    }

    public int gid(int entry) {
        return gids[entry];
    }

    /** Content of a regular file, 0 for all others. */
    public long sizeBytes(int entry) {
        return sizes[entry];
    }

    /** The first 64 of the 128 bits of the content's digest that are kept; 0 without content. */
    public long content(int entry) {
        return contents[2 * entry];
    }

    public boolean hasHardLinks() {
        return links.length > 0;
    }

    /**
     * The entry that holds the content: the earlier one that a hard link names, else itself. For hard links to a file of
     * a lower layer see {@link ImageTree#inode}.
     */
    int inode(int entry) {
        return links.length == 0 || links[entry] < 0 ? entry : links[entry];
    }

    /** Of a hard link whose target is in no earlier entry of this layer the target's node; of others -1. */
    int lowerTarget(int entry) {
        return links.length == 0 || links[entry] > -2 ? -1 : -2 - links[entry];
    }

    /** Sum of the sizes of all regular files, repeated paths included. */
    public long fileBytes() {
        return fileBytes;
    }

    /** Length of the uncompressed tar. */
    public long tarBytes() {
        return tarBytes;
    }

    /** Lists of files that packages of this layer name: node of the list to nodes of the files. */
    public Map<Integer, int[]> packageLists() {
        return lists;
    }

    public boolean isSameContent(int entry, LayerTree other, int of) {
        return sizes[entry] == other.sizes[of]
                && contents[2 * entry] == other.contents[2 * of]
                && contents[2 * entry + 1] == other.contents[2 * of + 1];
    }

    /** Mode, owner and extended attributes; times do not count. */
    public boolean isSameMetadata(int entry, LayerTree other, int of) {
        return kinds[entry] == other.kinds[of]
                && uids[entry] == other.uids[of]
                && gids[entry] == other.gids[of]
                && attributes[entry] == other.attributes[of];
    }

    /** Collects one layer. */
    static final class Builder {
        private int count;
        private int[] nodes = new int[256];
        private int[] kinds = new int[256];
        private long[] sizes = new long[256];
        private int[] uids = new int[256];
        private int[] gids = new int[256];
        private int[] attributes = new int[256];
        private long[] contents = new long[512];
        private int[] links = new int[256];
        private boolean anyLink;
        private final Map<Integer, int[]> lists = new LinkedHashMap<>();
        /** Where the entry of a node is, for hard links; made when the first one comes. */
        private Map<Integer, Integer> places = Map.of();

        int add(EntryType type, int node, int mode) {
            if (count == nodes.length) {
                grow(count + (count >> 1));
            }
            nodes[count] = node;
            kinds[count] = type.ordinal() << 12 | mode;
            links[count] = -1;
            if (!places.isEmpty()) {
                places.put(node, count);
            }
            return count++;
        }

        private void grow(int size) {
            nodes = Arrays.copyOf(nodes, size);
            kinds = Arrays.copyOf(kinds, size);
            sizes = Arrays.copyOf(sizes, size);
            uids = Arrays.copyOf(uids, size);
            gids = Arrays.copyOf(gids, size);
            attributes = Arrays.copyOf(attributes, size);
            contents = Arrays.copyOf(contents, 2 * size);
            links = Arrays.copyOf(links, size);
        }

        void owner(int entry, long uid, long gid, int attributeHash) {
            uids[entry] = (int) uid;
            gids[entry] = (int) gid;
            attributes[entry] = attributeHash;
        }

        void content(int entry, long sizeBytes, long high, long low) {
            sizes[entry] = sizeBytes;
            contents[2 * entry] = high;
            contents[2 * entry + 1] = low;
        }

        void hardLink(int entry, int target) {
            if (places.isEmpty()) {
                places = new java.util.HashMap<>();
                for (int i = 0; i <= entry; i++) {
                    places.put(nodes[i], i);
                }
            }
            anyLink = true;
            int found = places.getOrDefault(target, entry);
            // A link to a link is a link to what that one names.
            links[entry] = found == entry ? -2 - target : links[found] == -1 ? found : links[found];
        }

        void packageList(int node, int[] files) {
            lists.put(node, files);
        }

        LayerTree build(long tarBytes) {
            return new LayerTree(this, tarBytes);
        }
    }
}
