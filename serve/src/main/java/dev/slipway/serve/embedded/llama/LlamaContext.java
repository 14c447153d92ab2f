package dev.slipway.serve.embedded.llama;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import dev.slipway.serve.engine.ServeException;
import dev.slipway.serve.engine.ServeException.Code;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * The memory in which sequences of tokens live, and the computation on it: one {@link #decode} takes a {@link Batch} with
 * tokens of any number of sequences. Sequences are numbered from 0; each keeps what was decoded until it is removed.
 *
 * <p>Used by one thread at a time. All sequences together hold at most {@link Shape#tokens} tokens.
 */
public final class LlamaContext implements AutoCloseable {
    /** Decoded everything. */
    private static final int DONE = 0;
    /** llama_decode: no place of that size in the cache; smaller batches may fit. */
    private static final int NO_PLACE = 1;

    private final Llama llama = Llama.get();
    private final LlamaModel model;
    private final Shape shape;
    private final MemorySegment handle;
    private boolean embeds;
    private boolean closed;

    /**
     * @param tokens room in the cache, for all sequences together
     * @param batch most tokens of one {@link #decode}
     * @param threads 1 or more
     */
    public record Shape(int tokens, int batch, int sequences, int threads) {
        public Shape {
            if (tokens < 1 || batch < 1 || sequences < 1 || threads < 1) {
                throw new IllegalArgumentException("shape: " + tokens + ", " + batch + ", " + sequences + ", " + threads
                        + " (expected: all >= 1)");
            }
        }
    }

    public LlamaContext(LlamaModel model, Shape shape) {
        this.model = model;
        this.shape = shape;
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment parameters = Structures.contextDefaults(llama, arena);
            set(parameters, "n_ctx", shape.tokens());
            set(parameters, "n_batch", shape.batch());
            set(parameters, "n_ubatch", shape.batch());
            set(parameters, "n_seq_max", shape.sequences());
            set(parameters, "n_threads", shape.threads());
            set(parameters, "n_threads_batch", shape.threads());
            // LLAMA_POOLING_TYPE_NONE: embeddings of all tokens, pooled by the caller
            set(parameters, "pooling_type", 0);
            handle = (MemorySegment) llama.newContext.invokeExact(model.handle(), parameters);
        } catch (Throwable t) {
            throw Llama.fault(t);
        }
        if (handle.equals(MemorySegment.NULL)) {
            throw new ServeException(
                    Code.RESOURCE_EXHAUSTED,
                    "cannot make room for " + shape.tokens() + " tokens of " + model.path() + ": " + Llama.lastLines()
                            + " (serve fewer requests at once or a shorter context)");
        }
    }

    public Shape shape() {
        return shape;
    }

    /** False: there is no place for a batch of this size, nothing was decoded; a smaller one may fit. */
    public boolean decode(Batch batch) {
        batch.check(shape, model.vocabulary().size());
        try {
            int outcome = (int) llama.decode.invokeExact(open(), batch.structure());
            if (outcome != DONE && outcome != NO_PLACE) {
                throw new ServeException(
                        Code.INTERNAL,
                        "cannot decode " + batch.size() + " tokens: llama_decode returned " + outcome + ": "
                                + Llama.lastLines());
            }
            return outcome == DONE;
        } catch (Throwable t) {
            throw Llama.fault(t);
        }
    }

    /** Copies what follows the token at this place of the last batch into {@code into}: one logit for each token. */
    public void logits(int place, float[] into) {
        copy(row(llama.logits, place), into);
    }

    /** Copies the vector of the token at this place of the last batch. */
    public void embedding(int place, float[] into) {
        copy(row(llama.embeddings, place), into);
    }

    /** Whether decoding gives embeddings instead of logits, from the next batch on. */
    public void embeds(boolean wanted) {
        if (embeds != wanted) {
            try {
                llama.embed.invokeExact(open(), wanted);
            } catch (Throwable t) {
                throw Llama.fault(t);
            }
            embeds = wanted;
        }
    }

    /** Forgets a sequence's tokens from this position on. */
    public void remove(int sequence, int fromPosition) {
        check(sequence);
        try {
            boolean removed = (boolean) llama.removeTokens.invokeExact(open(), sequence, fromPosition, -1);
            if (!removed) {
                throw new ServeException(
                        Code.INTERNAL,
                        "cannot remove tokens of sequence " + sequence + " from " + fromPosition + " on");
            }
        } catch (Throwable t) {
            throw Llama.fault(t);
        }
    }

    /** Lets another sequence share this one's first tokens; the room is used once. */
    public void share(int from, int to, int positions) {
        check(from);
        check(to);
        try {
            llama.copyTokens.invokeExact(open(), from, to, 0, positions);
        } catch (Throwable t) {
            throw Llama.fault(t);
        }
    }

    /** Forgets everything. */
    public void clear() {
        try {
            llama.clearTokens.invokeExact(open());
        } catch (Throwable t) {
            throw Llama.fault(t);
        }
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            try {
                llama.freeContext.invokeExact(handle);
            } catch (Throwable t) {
                throw Llama.fault(t);
            }
        }
    }

    private MemorySegment row(java.lang.invoke.MethodHandle function, int place) {
        try {
            MemorySegment row = (MemorySegment) function.invokeExact(open(), place);
            if (row.equals(MemorySegment.NULL)) {
                throw new IllegalStateException("place " + place + " of the batch was not marked for output");
            }
            return row;
        } catch (Throwable t) {
            throw Llama.fault(t);
        }
    }

    private static void copy(MemorySegment row, float[] into) {
        MemorySegment.copy(row.reinterpret(into.length * 4L), JAVA_FLOAT, 0, into, 0, into.length);
    }

    private MemorySegment open() {
        if (closed) {
            throw new IllegalStateException("context is used after it was closed");
        }
        return handle;
    }

    private void check(int sequence) {
        if (sequence < 0 || sequence >= shape.sequences()) {
            throw new IllegalArgumentException(
                    "sequence: " + sequence + " (expected: 0 to " + (shape.sequences() - 1) + ")");
        }
    }

    private static void set(MemorySegment parameters, String field, int value) {
        Structures.setInt(Structures.CONTEXT, parameters, field, value);
    }
}
