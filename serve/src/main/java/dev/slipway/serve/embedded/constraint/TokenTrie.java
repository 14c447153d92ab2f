package dev.slipway.serve.embedded.constraint;

import dev.slipway.serve.embedded.llama.Vocabulary;
import java.util.Arrays;
import java.util.stream.IntStream;

/** A vocabulary's tokens by their bytes: tokens that begin alike are tried together. Nodes are numbers; marks and empty tokens have none. */
final class TokenTrie {
    private final Vocabulary vocabulary;
    private int[] child;
    private int[] sibling;
    private byte[] label;
    private int[] token;
    private final int[] same;
    private int size;

    TokenTrie(Vocabulary vocabulary) {
        this.vocabulary = vocabulary;
        same = new int[vocabulary.size()];
        Arrays.fill(same, -1);
        child = new int[1024];
        sibling = new int[1024];
        label = new byte[1024];
        token = new int[1024];
        node((byte) 0);
        int[] sorted = IntStream.range(0, vocabulary.size())
                .filter(each ->
                        !vocabulary.isControl(each) && !vocabulary.ends(each) && vocabulary.piece(each).length > 0)
                .boxed()
                .sorted((left, right) -> Arrays.compareUnsigned(vocabulary.piece(left), vocabulary.piece(right)))
                .mapToInt(Integer::intValue)
                .toArray();
        int[] path = new int
                [IntStream.of(sorted)
                                .map(each -> vocabulary.piece(each).length)
                                .max()
                                .orElse(0)
                        + 1];
        byte[] before = {};
        for (int each : sorted) {
            byte[] piece = vocabulary.piece(each);
            int common = Arrays.mismatch(before, piece);
            insert(each, piece, common < 0 ? piece.length : common, path);
            before = piece;
        }
    }

    int root() {
        return 0;
    }

    /** A node's first child; -1 when there is none. */
    int child(int node) {
        return child[node];
    }

    int sibling(int node) {
        return sibling[node];
    }

    int label(int node) {
        return label[node] & 0xff;
    }

    /** A token that ends at the node; -1 when none does. */
    int token(int node) {
        return token[node];
    }

    /** Another token of the same bytes; -1 when there is no more. */
    int same(int token) {
        return same[token];
    }

    boolean ends(int token) {
        return vocabulary.ends(token);
    }

    byte[] bytes(int token) {
        return vocabulary.isControl(token) ? new byte[0] : vocabulary.piece(token);
    }

    /** @param path the nodes of the last piece, of which the first {@code common} after the root are this one's too */
    private void insert(int each, byte[] piece, int common, int[] path) {
        for (int i = common; i < piece.length; i++) {
            int made = node(piece[i]);
            // Pieces come in order, so a new child is the last: the chain's head is kept, its end is the former path.
            int parent = path[i];
            if (child[parent] < 0) {
                child[parent] = made;
            } else {
                sibling[path[i + 1]] = made;
            }
            path[i + 1] = made;
        }
        int node = path[piece.length];
        same[each] = token[node];
        token[node] = each;
    }

    private int node(byte b) {
        if (size == child.length) {
            child = Arrays.copyOf(child, size * 2);
            sibling = Arrays.copyOf(sibling, size * 2);
            label = Arrays.copyOf(label, size * 2);
            token = Arrays.copyOf(token, size * 2);
        }
        child[size] = -1;
        sibling[size] = -1;
        token[size] = -1;
        label[size] = b;
        return size++;
    }
}
