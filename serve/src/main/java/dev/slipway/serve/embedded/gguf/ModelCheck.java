package dev.slipway.serve.embedded.gguf;

import dev.slipway.serve.embedded.gguf.GgufFile.ArrayShape;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Refuses models that the runtime cannot serve, and those that it would end the process on instead of saying no: its loader
 * asserts what it expects of types and counts. Source: llama.cpp b4916, src/llama-model.cpp and src/llama-vocab.cpp.
 */
public final class ModelCheck {
    /** Kept by the reader: how many tokens stand for one byte ({@code <0x0A>}). */
    static final String BYTE_TOKENS = "slipway.byte_tokens";

    /** Decoders with attention; recurrent models, encoders and those with parameters per layer are not among them. */
    private static final Set<String> ARCHITECTURES = Set.of(
            "llama",
            "qwen2",
            "qwen2moe",
            "gemma",
            "gemma2",
            "gemma3",
            "phi2",
            "phi3",
            "phimoe",
            "starcoder2",
            "stablelm",
            "command-r",
            "cohere2",
            "olmo",
            "olmo2",
            "olmoe",
            "granite",
            "granitemoe",
            "deepseek",
            "deepseek2",
            "internlm2",
            "minicpm",
            "minicpm3",
            "nemotron",
            "exaone",
            "orion",
            "xverse",
            "baichuan",
            "chameleon",
            "chatglm",
            "gptneox",
            "gpt2",
            "falcon",
            "starcoder",
            "bloom",
            "mpt",
            "refact",
            "arctic",
            "dbrx",
            "codeshell",
            "plamo");

    private static final int INT32 = 5;
    private static final int FLOAT32 = 6;
    private static final int STRING = 8;
    private static final long MOST_LAYERS = 512;

    private final GgufFile file;

    private ModelCheck(GgufFile file) {
        this.file = file;
    }

    /** FAILED_PRECONDITION, with the path and what is wrong. */
    public static void check(GgufFile file) {
        ModelCheck check = new ModelCheck(file);
        check.architecture();
        check.parameters();
        check.tokenizer();
        check.embeddings();
    }

    private void architecture() {
        String architecture = file.architecture();
        if (architecture.isEmpty()) {
            throw file.refusal("it does not name its architecture (expected: metadata general.architecture)");
        }
        if (!ARCHITECTURES.contains(architecture)) {
            throw file.refusal("architecture " + GgufFile.shown(architecture) + " (expected: one of "
                    + String.join(", ", ARCHITECTURES.stream().sorted().toList()) + ")");
        }
    }

    private void parameters() {
        long parts = file.number("split.count").orElse(1);
        if (parts > 1) {
            throw file.refusal("it is one of " + parts
                    + " parts (expected: a whole model; llama.cpp's llama-gguf-split --merge makes one)");
        }
        long layers = parameter("block_count", 1, MOST_LAYERS);
        long width = parameter("embedding_length", 1, 1 << 20);
        parameter("context_length", 1, 1 << 28);
        long heads = parameter("attention.head_count", 1, width);
        long kvHeads = file.parameter("attention.head_count_kv").orElse(heads);
        if (width % heads != 0 && file.parameter("attention.key_length").isEmpty()
                || kvHeads < 1
                || heads % kvHeads != 0) {
            throw file.refusal(width + " columns, " + heads + " heads, " + kvHeads
                    + " of them with keys (expected: counts that divide each other)");
        }
        long experts = file.parameter("expert_count").orElse(0);
        long used = file.parameter("expert_used_count").orElse(0);
        if (experts < 0 || experts > 256 || used < 0 || used > experts || experts > 0 && used == 0) {
            throw file.refusal(experts + " experts, " + used + " of them used (expected: at most 256, and some used)");
        }
        even("rope.dimension_count");
        even("attention.key_length");
        if (layers > file.tensors().size()) {
            throw file.refusal(
                    layers + " layers, " + file.tensors().size() + " tensors (expected: tensors for every layer)");
        }
    }

    private void even(String name) {
        OptionalLong value = file.parameter(name);
        if (value.isPresent() && (value.getAsLong() < 2 || value.getAsLong() > 1 << 16 || value.getAsLong() % 2 != 0)) {
            throw file.refusal(file.architecture() + "." + name + ": " + value.getAsLong()
                    + " (expected: an even number of columns)");
        }
    }

    private void tokenizer() {
        String model = file.text("tokenizer.ggml.model").orElse("");
        if (!model.equals("gpt2") && !model.equals("llama")) {
            throw file.refusal("tokenizer " + GgufFile.shown(model) + " (expected: gpt2 or llama)");
        }
        ArrayShape tokens = array("tokenizer.ggml.tokens", STRING);
        sameLength("tokenizer.ggml.token_type", INT32, tokens);
        sameLength("tokenizer.ggml.scores", FLOAT32, tokens);
        if (model.equals("gpt2")) {
            array("tokenizer.ggml.merges", STRING);
        } else if (file.numbers().getOrDefault(BYTE_TOKENS, 0.0) < 256) {
            throw file.refusal("its vocabulary has not all byte tokens (expected: <0x00> to <0xFF>)");
        }
        file.numbers().forEach((key, value) -> {
            if (key.startsWith("tokenizer.ggml.")
                    && key.endsWith("_token_id")
                    && !(value >= 0 && value < tokens.length())) {
                throw file.refusal(
                        key + ": " + value.longValue() + " (expected: a token, 0 to " + (tokens.length() - 1) + ")");
            }
        });
    }

    private void embeddings() {
        long tokens = file.arrays().get("tokenizer.ggml.tokens").length();
        var tensor = file.tensor("token_embd.weight")
                .orElseThrow(() -> file.refusal("it has no tensor \"token_embd.weight\""));
        if (tensor.dimensions().size() != 2 || tensor.dimensions().get(1) != tokens) {
            throw file.refusal("token_embd.weight is " + tensor.dimensions() + " (expected: a row for each of " + tokens
                    + " tokens)");
        }
    }

    private long parameter(String name, long least, long most) {
        OptionalLong value = file.parameter(name);
        if (value.isEmpty() || value.getAsLong() < least || value.getAsLong() > most) {
            throw file.refusal(file.architecture() + "." + name + ": " + (value.isEmpty() ? "none" : value.getAsLong())
                    + " (expected: " + least + " to " + most + ")");
        }
        return value.getAsLong();
    }

    private ArrayShape array(String key, int kind) {
        Map<String, ArrayShape> arrays = file.arrays();
        ArrayShape shape = arrays.get(key);
        if (shape == null || shape.kind() != kind || shape.length() < 1) {
            throw file.refusal(
                    key + ": " + (shape == null ? "none" : shape) + " (expected: an array of type " + kind + ")");
        }
        return shape;
    }

    private void sameLength(String key, int kind, ArrayShape tokens) {
        if (file.texts().containsKey(key)
                || file.numbers().containsKey(key)
                || file.arrays().containsKey(key) && array(key, kind).length() != tokens.length()) {
            throw file.refusal(
                    key + " (expected: an array with an element for each of " + tokens.length() + " tokens)");
        }
    }
}
