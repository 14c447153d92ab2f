package dev.slipway.serve.embedded.llama;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.slipway.serve.engine.ServeException;
import dev.slipway.serve.engine.ServeException.Code;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;

/** The structures of llama.h that are passed by value: llama_model_params, llama_context_params and llama_batch of b4916. */
final class Structures {
    static final StructLayout MODEL = MemoryLayout.structLayout(
            ADDRESS.withName("devices"),
            JAVA_INT.withName("n_gpu_layers"),
            JAVA_INT.withName("split_mode"),
            JAVA_INT.withName("main_gpu"),
            MemoryLayout.paddingLayout(4),
            ADDRESS.withName("tensor_split"),
            ADDRESS.withName("progress_callback"),
            ADDRESS.withName("progress_callback_user_data"),
            ADDRESS.withName("kv_overrides"),
            JAVA_BYTE.withName("vocab_only"),
            JAVA_BYTE.withName("use_mmap"),
            JAVA_BYTE.withName("use_mlock"),
            JAVA_BYTE.withName("check_tensors"),
            MemoryLayout.paddingLayout(4));

    static final StructLayout CONTEXT = MemoryLayout.structLayout(
            JAVA_INT.withName("n_ctx"),
            JAVA_INT.withName("n_batch"),
            JAVA_INT.withName("n_ubatch"),
            JAVA_INT.withName("n_seq_max"),
            JAVA_INT.withName("n_threads"),
            JAVA_INT.withName("n_threads_batch"),
            JAVA_INT.withName("rope_scaling_type"),
            JAVA_INT.withName("pooling_type"),
            JAVA_INT.withName("attention_type"),
            JAVA_FLOAT.withName("rope_freq_base"),
            JAVA_FLOAT.withName("rope_freq_scale"),
            JAVA_FLOAT.withName("yarn_ext_factor"),
            JAVA_FLOAT.withName("yarn_attn_factor"),
            JAVA_FLOAT.withName("yarn_beta_fast"),
            JAVA_FLOAT.withName("yarn_beta_slow"),
            JAVA_INT.withName("yarn_orig_ctx"),
            JAVA_FLOAT.withName("defrag_thold"),
            MemoryLayout.paddingLayout(4),
            ADDRESS.withName("cb_eval"),
            ADDRESS.withName("cb_eval_user_data"),
            JAVA_INT.withName("type_k"),
            JAVA_INT.withName("type_v"),
            JAVA_BYTE.withName("logits_all"),
            JAVA_BYTE.withName("embeddings"),
            JAVA_BYTE.withName("offload_kqv"),
            JAVA_BYTE.withName("flash_attn"),
            JAVA_BYTE.withName("no_perf"),
            MemoryLayout.paddingLayout(3),
            ADDRESS.withName("abort_callback"),
            ADDRESS.withName("abort_callback_data"));

    static final StructLayout BATCH = MemoryLayout.structLayout(
            JAVA_INT.withName("n_tokens"),
            MemoryLayout.paddingLayout(4),
            ADDRESS.withName("token"),
            ADDRESS.withName("embd"),
            ADDRESS.withName("pos"),
            ADDRESS.withName("n_seq_id"),
            ADDRESS.withName("seq_id"),
            ADDRESS.withName("logits"));

    private Structures() {}

    static MemorySegment modelDefaults(Llama llama, Arena arena) {
        return defaults(llama.bind("llama_model_default_params", FunctionDescriptor.of(MODEL)), arena);
    }

    static MemorySegment contextDefaults(Llama llama, Arena arena) {
        return defaults(llama.bind("llama_context_default_params", FunctionDescriptor.of(CONTEXT)), arena);
    }

    static void setInt(StructLayout layout, MemorySegment structure, String field, int value) {
        structure.set(JAVA_INT, offset(layout, field), value);
    }

    static void setFlag(StructLayout layout, MemorySegment structure, String field, boolean value) {
        structure.set(JAVA_BYTE, offset(layout, field), (byte) (value ? 1 : 0));
    }

    static void setAddress(StructLayout layout, MemorySegment structure, String field, MemorySegment value) {
        structure.set(ADDRESS, offset(layout, field), value);
    }

    /** A library of another build has other fields: its defaults then are elsewhere. */
    static void check(Llama llama) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment model = modelDefaults(llama, arena);
            MemorySegment context = contextDefaults(llama, arena);
            boolean known = flag(MODEL, model, "use_mmap") == 1
                    && flag(MODEL, model, "check_tensors") == 0
                    && number(MODEL, model, "split_mode") == 1
                    && number(CONTEXT, context, "n_ctx") == 512
                    && number(CONTEXT, context, "n_batch") == 2048
                    && number(CONTEXT, context, "n_ubatch") == 512
                    && number(CONTEXT, context, "n_seq_max") == 1
                    && number(CONTEXT, context, "pooling_type") == -1
                    && context.get(JAVA_FLOAT, offset(CONTEXT, "yarn_beta_fast")) == 32
                    && context.get(JAVA_FLOAT, offset(CONTEXT, "defrag_thold")) == -1
                    && number(CONTEXT, context, "type_k") == 1
                    && number(CONTEXT, context, "type_v") == 1
                    && flag(CONTEXT, context, "offload_kqv") == 1
                    && flag(CONTEXT, context, "no_perf") == 1;
            if (!known) {
                throw new ServeException(
                        Code.UNAVAILABLE,
                        "cannot use the model runtime: its structures are of another build (expected: llama.cpp b4916)");
            }
        }
    }

    private static MemorySegment defaults(MethodHandle function, Arena arena) {
        try {
            return (MemorySegment) function.invokeExact((SegmentAllocator) arena);
        } catch (Throwable t) {
            throw Llama.fault(t);
        }
    }

    private static int number(StructLayout layout, MemorySegment structure, String field) {
        return structure.get(JAVA_INT, offset(layout, field));
    }

    private static int flag(StructLayout layout, MemorySegment structure, String field) {
        return structure.get(JAVA_BYTE, offset(layout, field));
    }

    private static long offset(StructLayout layout, String field) {
        return layout.byteOffset(PathElement.groupElement(field));
    }
}
