package dev.slipway.serve.embedded.llama;

import dev.slipway.serve.embedded.gguf.GgufFile;
import dev.slipway.serve.engine.ServeException;
import dev.slipway.serve.engine.ServeException.Code;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;

/**
 * A model's weights in memory, with its vocabulary. Several contexts may use it; it is closed after them, once.
 *
 * <p>Weights are read, not mapped: a file that is overwritten or cut while it is served would otherwise end the process.
 * {@link GgufFile} has checked the file before; what llama.cpp refuses beyond that is a {@link ServeException} with its
 * reason.
 */
public final class LlamaModel implements AutoCloseable {
    private final Llama llama = Llama.get();
    private final GgufFile file;
    private final MemorySegment handle;
    private final Vocabulary vocabulary;
    private boolean closed;

    private LlamaModel(GgufFile file, MemorySegment handle) {
        this.file = file;
        this.handle = handle;
        try {
            vocabulary = new Vocabulary(llama, (MemorySegment) llama.vocabularyOf.invokeExact(handle));
        } catch (Throwable t) {
            throw Llama.fault(t);
        }
    }

    /** How weights come to memory. */
    enum Access {
        /** Copied: the file may change then. */
        READ,
        /** As the file is read: for a moment. */
        MAPPED
    }

    /** Reads the whole file. */
    public static LlamaModel load(GgufFile file) {
        return load(file, Access.READ);
    }

    static LlamaModel load(GgufFile file, Access access) {
        Llama llama = Llama.get();
        synchronized (LlamaModel.class) { // the log is one for all
            Llama.forgetLines();
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment parameters = Structures.modelDefaults(llama, arena);
                Structures.setFlag(Structures.MODEL, parameters, "use_mmap", access == Access.MAPPED);
                Structures.setInt(Structures.MODEL, parameters, "n_gpu_layers", 0);
                MemorySegment path = arena.allocateFrom(file.path().toString());
                MemorySegment handle = (MemorySegment) llama.loadModel.invokeExact(path, parameters);
                if (handle.equals(MemorySegment.NULL)) {
                    throw new ServeException(
                            Code.FAILED_PRECONDITION,
                            "cannot load model: " + file.path() + ": " + reason()
                                    + " (expected: a model that llama.cpp b4916 runs)");
                }
                return new LlamaModel(file, handle);
            } catch (Throwable t) {
                throw Llama.fault(t);
            }
        }
    }

    public Path path() {
        return file.path();
    }

    public GgufFile file() {
        return file;
    }

    public Vocabulary vocabulary() {
        return vocabulary;
    }

    MemorySegment handle() {
        if (closed) {
            throw new IllegalStateException("model is used after it was closed: " + file.path());
        }
        return handle;
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            vocabulary.close();
            try {
                llama.freeModel.invokeExact(handle);
            } catch (Throwable t) {
                throw Llama.fault(t);
            }
        }
    }

    /** The library's first complaint is the cause; later ones say that loading failed. */
    private static String reason() {
        String lines = Llama.lastLines();
        int at = lines.indexOf("error loading model");
        String from = at < 0 ? lines : lines.substring(at).replaceFirst("error loading model[^:]*: ", "");
        int end = from.indexOf("; ");
        return from.isEmpty() ? "llama.cpp gives no reason" : end < 0 ? from : from.substring(0, end);
    }
}
