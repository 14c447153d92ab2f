package dev.slipway.serve.embedded.llama;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BOOLEAN;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.slipway.serve.engine.ServeException;
import dev.slipway.serve.engine.ServeException.Code;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The functions of llama.h that are used, bound once per process. Opening checks that the structures that are passed by value
 * look as this code expects, by the library's own defaults.
 *
 * <p>The library's log is not printed; its last lines explain a model that does not load. Source: llama.cpp b4916,
 * include/llama.h.
 */
final class Llama {
    private static final int KEPT_LINES = 40;
    private static final Deque<String> LOG = new ArrayDeque<>();

    final MethodHandle loadModel;
    final MethodHandle freeModel;
    final MethodHandle vocabularyOf;
    final MethodHandle modelSize;
    final MethodHandle newContext;
    final MethodHandle freeContext;
    final MethodHandle decode;
    final MethodHandle logits;
    final MethodHandle embeddings;
    final MethodHandle embed;
    final MethodHandle removeTokens;
    final MethodHandle copyTokens;
    final MethodHandle clearTokens;
    final MethodHandle tokens;
    final MethodHandle startToken;
    final MethodHandle endToken;
    final MethodHandle addsStart;
    final MethodHandle endsGeneration;
    final MethodHandle isControl;
    final MethodHandle tokenize;
    final MethodHandle detokenize;
    final MethodHandle piece;
    private final SymbolLookup library;

    private static final class Holder {
        static final Llama INSTANCE = new Llama(NativeLibrary.open());
    }

    private Llama(SymbolLookup library) {
        this.library = library;
        quiet();
        run(bind("llama_backend_init", FunctionDescriptor.ofVoid()));
        loadModel = bind("llama_model_load_from_file", FunctionDescriptor.of(ADDRESS, ADDRESS, Structures.MODEL));
        freeModel = bind("llama_model_free", FunctionDescriptor.ofVoid(ADDRESS));
        vocabularyOf = bind("llama_model_get_vocab", FunctionDescriptor.of(ADDRESS, ADDRESS));
        modelSize = bind("llama_model_size", FunctionDescriptor.of(JAVA_LONG, ADDRESS));
        newContext = bind("llama_init_from_model", FunctionDescriptor.of(ADDRESS, ADDRESS, Structures.CONTEXT));
        freeContext = bind("llama_free", FunctionDescriptor.ofVoid(ADDRESS));
        decode = bind("llama_decode", FunctionDescriptor.of(JAVA_INT, ADDRESS, Structures.BATCH));
        logits = bind("llama_get_logits_ith", FunctionDescriptor.of(ADDRESS, ADDRESS, JAVA_INT));
        embeddings = bind("llama_get_embeddings_ith", FunctionDescriptor.of(ADDRESS, ADDRESS, JAVA_INT));
        embed = bind("llama_set_embeddings", FunctionDescriptor.ofVoid(ADDRESS, JAVA_BOOLEAN));
        removeTokens = bind(
                "llama_kv_self_seq_rm", FunctionDescriptor.of(JAVA_BOOLEAN, ADDRESS, JAVA_INT, JAVA_INT, JAVA_INT));
        copyTokens = bind(
                "llama_kv_self_seq_cp", FunctionDescriptor.ofVoid(ADDRESS, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT));
        clearTokens = bind("llama_kv_self_clear", FunctionDescriptor.ofVoid(ADDRESS));
        tokens = bind("llama_vocab_n_tokens", FunctionDescriptor.of(JAVA_INT, ADDRESS));
        startToken = bind("llama_vocab_bos", FunctionDescriptor.of(JAVA_INT, ADDRESS));
        endToken = bind("llama_vocab_eos", FunctionDescriptor.of(JAVA_INT, ADDRESS));
        addsStart = bind("llama_vocab_get_add_bos", FunctionDescriptor.of(JAVA_BOOLEAN, ADDRESS));
        endsGeneration = bind("llama_vocab_is_eog", FunctionDescriptor.of(JAVA_BOOLEAN, ADDRESS, JAVA_INT));
        isControl = bind("llama_vocab_is_control", FunctionDescriptor.of(JAVA_BOOLEAN, ADDRESS, JAVA_INT));
        tokenize = bind(
                "llama_tokenize",
                FunctionDescriptor.of(
                        JAVA_INT, ADDRESS, ADDRESS, JAVA_INT, ADDRESS, JAVA_INT, JAVA_BOOLEAN, JAVA_BOOLEAN));
        detokenize = bind(
                "llama_detokenize",
                FunctionDescriptor.of(
                        JAVA_INT, ADDRESS, ADDRESS, JAVA_INT, ADDRESS, JAVA_INT, JAVA_BOOLEAN, JAVA_BOOLEAN));
        piece = bind(
                "llama_token_to_piece",
                FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT, JAVA_BOOLEAN));
        Structures.check(this);
    }

    static Llama get() {
        return Holder.INSTANCE;
    }

    MethodHandle bind(String name, FunctionDescriptor shape) {
        MemorySegment symbol = library.find(name)
                .orElseThrow(() -> new ServeException(
                        Code.UNAVAILABLE,
                        "cannot use the model runtime: it has no " + name + " (expected: llama.cpp b4916)"));
        return Linker.nativeLinker().downcallHandle(symbol, shape);
    }

    /** What the library said last, newest line last. */
    static String lastLines() {
        synchronized (LOG) {
            return String.join("; ", LOG);
        }
    }

    static void forgetLines() {
        synchronized (LOG) {
            LOG.clear();
        }
    }

    /** A checked exception cannot leave these calls; what does is a fault of this code. */
    static RuntimeException fault(Throwable thrown) {
        if (thrown instanceof RuntimeException unchecked) {
            return unchecked;
        }
        if (thrown instanceof Error error) {
            throw error;
        }
        return new IllegalStateException("a native call threw", thrown);
    }

    private static void run(MethodHandle function) {
        try {
            function.invokeExact();
        } catch (Throwable t) {
            throw fault(t);
        }
    }

    private void quiet() {
        MethodHandle set = bind("llama_log_set", FunctionDescriptor.ofVoid(ADDRESS, ADDRESS));
        try {
            MethodHandle log = MethodHandles.lookup()
                    .findStatic(
                            Llama.class,
                            "log",
                            MethodType.methodType(void.class, int.class, MemorySegment.class, MemorySegment.class));
            MemorySegment callback = Linker.nativeLinker()
                    .upcallStub(
                            log,
                            FunctionDescriptor.ofVoid(
                                    JAVA_INT,
                                    ADDRESS.withTargetLayout(MemoryLayout.sequenceLayout(
                                            Long.MAX_VALUE, java.lang.foreign.ValueLayout.JAVA_BYTE)),
                                    ADDRESS),
                            Arena.global());
            set.invokeExact(callback, MemorySegment.NULL);
        } catch (Throwable t) {
            throw fault(t);
        }
    }

    /** Called by the library on any thread; an exception that left it would end the process. */
    @SuppressWarnings("unused") // by name, in quiet()
    private static void log(int level, MemorySegment text, MemorySegment data) {
        try {
            String line = text.getString(0).strip();
            // GGML_LOG_LEVEL_WARN and _ERROR
            if ((level == 3 || level == 4) && !line.isEmpty()) {
                synchronized (LOG) {
                    LOG.addLast(line);
                    if (LOG.size() > KEPT_LINES) {
                        LOG.removeFirst();
                    }
                }
            }
        } catch (Throwable ignored) {
            // A line of log that cannot be read is worth less than the process.
        }
    }
}
