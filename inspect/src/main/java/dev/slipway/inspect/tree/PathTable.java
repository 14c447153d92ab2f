package dev.slipway.inspect.tree;

import dev.slipway.image.FileNames;
import dev.slipway.inspect.InspectException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * All paths of an image, each once: a node is its parent and its name. Node 0 is the root. About 40 bytes a node, so
 * that millions fit into a small heap; more than the given limit are refused.
 *
 * <p>{@link #intern} is for any number of threads; everything else is for when they have ended.
 */
public final class PathTable {
    /** Name bytes are kept in pages, so that growing copies nothing. */
    private static final int PAGE_BITS = 20;

    private static final int NONE = -1;

    private final int limit;
    private final List<byte[]> pages = new ArrayList<>();
    private int pageUsed = 1 << PAGE_BITS;
    private int count = 1;
    private int[] parents = new int[1024];
    private int[] starts = new int[1024];
    private short[] lengths = new short[1024];
    private int[] firstChildren = new int[1024];
    private int[] nextSiblings = new int[1024];
    /** Open addressing over (parent, name); 0 is free, for the root is never looked up. */
    private int[] slots = new int[4096];

    public PathTable(int limit) {
        this.limit = limit;
        firstChildren[0] = NONE;
        nextSiblings[0] = NONE;
    }

    /** The node of a path such as {@code /a/b}, made with its parents when it is new. */
    public synchronized int intern(String path) {
        return walk(FileNames.encode(path), true);
    }

    /** The node of a path, or -1. */
    public int find(String path) {
        return walk(FileNames.encode(path), false);
    }

    private int walk(byte[] path, boolean make) {
        int node = 0;
        int start = 1;
        while (start < path.length && node != NONE) {
            int end = start;
            while (end < path.length && path[end] != '/') {
                end++;
            }
            node = child(node, path, start, end - start, make);
            start = end + 1;
        }
        return node;
    }

    private int child(int parent, byte[] name, int offset, int length, boolean make) {
        int slot = hash(parent, name, offset, length) & (slots.length - 1);
        while (slots[slot] != 0) {
            int node = slots[slot];
            if (parents[node] == parent && isNamed(node, name, offset, length)) {
                return node;
            }
            slot = (slot + 1) & (slots.length - 1);
        }
        if (!make) {
            return NONE;
        }
        int made = add(parent, name, offset, length);
        slots[slot] = made;
        if (count * 2L > slots.length) {
            rehash();
        }
        return made;
    }

    private int add(int parent, byte[] name, int offset, int length) {
        if (count == limit) {
            throw new InspectException(
                    "cannot inspect the image: more than " + limit + " paths (expected: at most " + limit + ")", "");
        }
        if (count == parents.length) {
            grow(count + (count >> 1));
        }
        if (pageUsed + length > 1 << PAGE_BITS) {
            pages.add(new byte[1 << PAGE_BITS]);
            pageUsed = 0;
        }
        System.arraycopy(name, offset, pages.getLast(), pageUsed, length);
        int node = count++;
        parents[node] = parent;
        starts[node] = (pages.size() - 1 << PAGE_BITS) + pageUsed;
        lengths[node] = (short) length;
        firstChildren[node] = NONE;
        nextSiblings[node] = firstChildren[parent];
        firstChildren[parent] = node;
        pageUsed += length;
        return node;
    }

    private void grow(int size) {
        parents = Arrays.copyOf(parents, size);
        starts = Arrays.copyOf(starts, size);
        lengths = Arrays.copyOf(lengths, size);
        firstChildren = Arrays.copyOf(firstChildren, size);
        nextSiblings = Arrays.copyOf(nextSiblings, size);
    }

    private void rehash() {
        int[] larger = new int[slots.length * 2];
        for (int node = 1; node < count; node++) {
            int slot = hash(parents[node], page(node), offset(node), lengths[node]) & (larger.length - 1);
            while (larger[slot] != 0) {
                slot = (slot + 1) & (larger.length - 1);
            }
            larger[slot] = node;
        }
        slots = larger;
    }

    private static int hash(int parent, byte[] name, int offset, int length) {
        int hash = parent * 0x9E3779B9;
        for (int i = offset; i < offset + length; i++) {
            hash = (hash ^ name[i]) * 0x01000193;
        }
        return hash ^ hash >>> 15;
    }

    private boolean isNamed(int node, byte[] name, int offset, int length) {
        int start = offset(node);
        return lengths[node] == length
                && Arrays.equals(page(node), start, start + length, name, offset, offset + length);
    }

    private byte[] page(int node) {
        return pages.get(starts[node] >>> PAGE_BITS);
    }

    private int offset(int node) {
        return starts[node] & (1 << PAGE_BITS) - 1;
    }

    /** How many nodes there are; each is smaller than this, and larger than its parent. */
    public int size() {
        return count;
    }

    /** The root is its own parent. */
    public int parent(int node) {
        return parents[node];
    }

    /** The child that was made last, or -1. */
    public int firstChild(int node) {
        return firstChildren[node];
    }

    /** The next child of the same parent, or -1. */
    public int nextSibling(int node) {
        return nextSiblings[node];
    }

    /**
     * The node after another in a walk of a subtree, parents before their children; -1 at its end.
     *
     * @param descend false to pass over what is below {@code node}
     */
    public int next(int top, int node, boolean descend) {
        if (descend && firstChildren[node] != NONE) {
            return firstChildren[node];
        }
        for (int at = node; at != top; at = parents[at]) {
            if (nextSiblings[at] != NONE) {
                return nextSiblings[at];
            }
        }
        return NONE;
    }

    /** The last segment; empty for the root. */
    public String name(int node) {
        return node == 0 ? "" : FileNames.decode(nameBytes(node));
    }

    byte[] nameBytes(int node) {
        return node == 0 ? new byte[0] : Arrays.copyOfRange(page(node), offset(node), offset(node) + lengths[node]);
    }

    public String path(int node) {
        if (node == 0) {
            return "/";
        }
        StringBuilder path = new StringBuilder();
        for (int at = node; at != 0; at = parents[at]) {
            path.insert(0, name(at)).insert(0, '/');
        }
        return path.toString();
    }
}
