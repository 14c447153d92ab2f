package dev.slipway.serve.embedded.llama;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * A model's tokens: text to tokens and back. Safe for any thread. Tokens are numbers from 0 to {@link #size} - 1; a token's
 * bytes need not be whole characters.
 *
 * <p>Some of llama.cpp's tokenizers recurse for each character of a word, so text is tokenized on a few threads
 * with large stacks, which end when idle, and is at most {@link #LONGEST_BYTES} long. After {@link #close} both ways are a {@link
 * ModelClosedException}; what was read before (pieces, marks) stays.
 */
public final class Vocabulary implements AutoCloseable {
    /** Longest text that is tokenized, in bytes of UTF-8. */
    public static final int LONGEST_BYTES = 1 << 20;

    private static final long STACK_BYTES = 1L << 30;

    private final Llama llama;
    private final MemorySegment handle;
    private final byte[][] pieces;
    private final boolean[] control;
    private final boolean[] ends;
    private final int start;
    private final int end;
    private final boolean addsStart;
    private final ReadWriteLock closing = new ReentrantReadWriteLock();
    private boolean closed;
    private final ExecutorService tokenizers = tokenizers();

    Vocabulary(Llama llama, MemorySegment handle) throws Throwable {
        this.llama = llama;
        this.handle = handle;
        int size = (int) llama.tokens.invokeExact(handle);
        start = (int) llama.startToken.invokeExact(handle);
        end = (int) llama.endToken.invokeExact(handle);
        addsStart = (boolean) llama.addsStart.invokeExact(handle);
        pieces = new byte[size][];
        control = new boolean[size];
        ends = new boolean[size];
        for (int token = 0; token < size; token++) {
            control[token] = (boolean) llama.isControl.invokeExact(handle, token);
            ends[token] = (boolean) llama.endsGeneration.invokeExact(handle, token);
            pieces[token] = readPiece(token);
        }
    }

    public int size() {
        return pieces.length;
    }

    /** The token that begins a text; -1 when there is none. */
    public int start() {
        return start;
    }

    /** The token that ends a text; -1 when there is none. */
    public int end() {
        return end;
    }

    /** Whether a prompt begins with {@link #start} by the model's own settings. */
    public boolean addsStart() {
        return addsStart && start >= 0;
    }

    /** Whether generation ends with this token: end of text, of turn, of message. */
    public boolean ends(int token) {
        return ends[token];
    }

    /** Whether the token is a mark without text. */
    public boolean isControl(int token) {
        return control[token];
    }

    public boolean contains(int token) {
        return token >= 0 && token < pieces.length;
    }

    /** A token's bytes, marks written out; not to be changed. */
    public byte[] piece(int token) {
        return pieces[token];
    }

    /**
     * @param marks whether {@link #start} and the like are added as the model wants them
     * @param special whether marks written in the text (such as {@code <|im_end|>}) become their tokens
     */
    public int[] tokenize(String text, boolean marks, boolean special) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        if (utf8.length > LONGEST_BYTES) {
            throw new IllegalArgumentException(
                    "text: " + utf8.length + " bytes (expected: at most " + LONGEST_BYTES + ")");
        }
        closing.readLock().lock();
        try {
            ensureOpen();
            Future<int[]> tokens = tokenizers.submit(() -> tokenize(utf8, marks, special));
            return tokens.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while a text was tokenized", e);
        } catch (ExecutionException e) {
            throw Llama.fault(e.getCause());
        } finally {
            closing.readLock().unlock();
        }
    }

    /** @param special whether marks are written out or left out */
    public String detokenize(int[] ids, boolean special) {
        for (int token : ids) {
            if (!contains(token)) {
                throw new IllegalArgumentException("token: " + token + " (expected: 0 to " + (size() - 1) + ")");
            }
        }
        // Left out here: llama.cpp keeps the blank that the tokenizer put before the text when the mark stands there.
        boolean marked = !special && ids.length > 0 && ids[0] == start;
        int[] tokens = marked ? Arrays.copyOfRange(ids, 1, ids.length) : ids;
        if (tokens.length == 0) {
            return "";
        }
        closing.readLock().lock();
        try (Arena arena = Arena.ofConfined()) {
            ensureOpen();
            MemorySegment input = arena.allocateFrom(JAVA_INT, tokens);
            int room = 64;
            for (int token : tokens) {
                room += pieces[token].length + 1;
            }
            MemorySegment output = arena.allocate(room);
            int length =
                    (int) llama.detokenize.invokeExact(handle, input, tokens.length, output, room, !special, special);
            if (length < 0) {
                output = arena.allocate(-length);
                length = (int)
                        llama.detokenize.invokeExact(handle, input, tokens.length, output, -length, !special, special);
            }
            return new String(output.asSlice(0, length).toArray(JAVA_BYTE), StandardCharsets.UTF_8);
        } catch (Throwable t) {
            throw Llama.fault(t);
        } finally {
            closing.readLock().unlock();
        }
    }

    @Override
    public void close() {
        closing.writeLock().lock();
        try {
            closed = true;
        } finally {
            closing.writeLock().unlock();
        }
        tokenizers.close();
    }

    private static ExecutorService tokenizers() {
        int most = Math.clamp(Runtime.getRuntime().availableProcessors(), 1, 4);
        ThreadPoolExecutor threads =
                new ThreadPoolExecutor(most, most, 5, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                    Thread thread = new Thread(null, task, "slipway-tokenizer", STACK_BYTES);
                    thread.setDaemon(true);
                    return thread;
                });
        // A stack that was used stays in memory as long as its thread.
        threads.allowCoreThreadTimeOut(true);
        return threads;
    }

    private void ensureOpen() {
        if (closed) {
            throw new ModelClosedException();
        }
    }

    private int[] tokenize(byte[] utf8, boolean marks, boolean special) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment input = arena.allocate(utf8.length + 1L);
            MemorySegment.copy(utf8, 0, input, JAVA_BYTE, 0, utf8.length);
            int room = utf8.length + 8;
            MemorySegment output = arena.allocate(JAVA_INT, room);
            int count = (int) llama.tokenize.invokeExact(handle, input, utf8.length, output, room, marks, special);
            if (count < 0) {
                room = -count;
                output = arena.allocate(JAVA_INT, room);
                count = (int) llama.tokenize.invokeExact(handle, input, utf8.length, output, room, marks, special);
            }
            return output.asSlice(0, count * 4L).toArray(JAVA_INT);
        } catch (Throwable t) {
            throw Llama.fault(t);
        }
    }

    private byte[] readPiece(int token) throws Throwable {
        try (Arena arena = Arena.ofConfined()) {
            int room = 64;
            MemorySegment output = arena.allocate(room);
            int length = (int) llama.piece.invokeExact(handle, token, output, room, 0, true);
            if (length < 0) {
                room = -length;
                output = arena.allocate(room);
                length = (int) llama.piece.invokeExact(handle, token, output, room, 0, true);
            }
            return output.asSlice(0, length).toArray(JAVA_BYTE);
        }
    }
}
