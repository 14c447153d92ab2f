package dev.slipway.serve.embedded.llama;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Tokens to decode together: each with its sequence, its position in it, and whether its output is wanted. Reused for every
 * step; its memory is its own and goes with {@link #close}.
 */
public final class Batch implements AutoCloseable {
    private final Arena arena = Arena.ofShared();
    private final int capacity;
    private final MemorySegment tokens;
    private final MemorySegment positions;
    private final MemorySegment sequences;
    private final MemorySegment outputs;
    private final MemorySegment structure;
    private int size;

    public Batch(int capacity) {
        this.capacity = capacity;
        tokens = arena.allocate(JAVA_INT, capacity);
        positions = arena.allocate(JAVA_INT, capacity);
        sequences = arena.allocate(JAVA_INT, capacity);
        outputs = arena.allocate(JAVA_BYTE, capacity);
        MemorySegment counts = arena.allocate(JAVA_INT, capacity);
        MemorySegment lists = arena.allocate(ADDRESS, capacity);
        for (int i = 0; i < capacity; i++) {
            counts.setAtIndex(JAVA_INT, i, 1);
            lists.setAtIndex(ADDRESS, i, sequences.asSlice(i * 4L, 4));
        }
        structure = arena.allocate(Structures.BATCH);
        Structures.setAddress(Structures.BATCH, structure, "token", tokens);
        Structures.setAddress(Structures.BATCH, structure, "embd", MemorySegment.NULL);
        Structures.setAddress(Structures.BATCH, structure, "pos", positions);
        Structures.setAddress(Structures.BATCH, structure, "n_seq_id", counts);
        Structures.setAddress(Structures.BATCH, structure, "seq_id", lists);
        Structures.setAddress(Structures.BATCH, structure, "logits", outputs);
    }

    /** Appends a token; gives its place, by which its output is asked for. */
    public int add(int token, int position, int sequence, boolean output) {
        if (size == capacity) {
            throw new IllegalStateException("batch is full: " + capacity + " tokens");
        }
        tokens.setAtIndex(JAVA_INT, size, token);
        positions.setAtIndex(JAVA_INT, size, position);
        sequences.setAtIndex(JAVA_INT, size, sequence);
        outputs.setAtIndex(JAVA_BYTE, size, (byte) (output ? 1 : 0));
        return size++;
    }

    public void clear() {
        size = 0;
    }

    public int size() {
        return size;
    }

    public int room() {
        return capacity - size;
    }

    @Override
    public void close() {
        arena.close();
    }

    MemorySegment structure() {
        Structures.setInt(Structures.BATCH, structure, "n_tokens", size);
        return structure;
    }

    /** The library reads what it is told without looking. */
    void check(LlamaContext.Shape shape, int vocabulary) {
        if (size < 1 || size > shape.batch()) {
            throw new IllegalArgumentException("batch: " + size + " tokens (expected: 1 to " + shape.batch() + ")");
        }
        for (int i = 0; i < size; i++) {
            int token = tokens.getAtIndex(JAVA_INT, i);
            int sequence = sequences.getAtIndex(JAVA_INT, i);
            int position = positions.getAtIndex(JAVA_INT, i);
            if (token < 0 || token >= vocabulary) {
                throw new IllegalArgumentException("token: " + token + " (expected: 0 to " + (vocabulary - 1) + ")");
            }
            if (sequence < 0 || sequence >= shape.sequences() || position < 0 || position >= shape.tokens()) {
                throw new IllegalArgumentException("token at " + i + ": sequence " + sequence + ", position " + position
                        + " (expected: within " + shape + ")");
            }
        }
    }
}
