package dev.slipway.serve.embedded.gguf;

import dev.slipway.serve.engine.ServeException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a GGUF file says of itself: metadata by key and the table of tensors. Numbers of all widths are {@code double}
 * (exact for all counts that occur); of arrays only the kind and the length are kept. Source: ggml, docs/gguf.md.
 */
public record GgufFile(
        Path path,
        long bytes,
        Map<String, String> texts,
        Map<String, Double> numbers,
        Map<String, ArrayShape> arrays,
        List<Tensor> tensors) {
    public GgufFile {
        texts = Map.copyOf(texts);
        numbers = Map.copyOf(numbers);
        arrays = Map.copyOf(arrays);
        tensors = List.copyOf(tensors);
    }

    /** @param kind GGUF's number of the elements' type */
    record ArrayShape(int kind, long length) {}

    /** @param offset from the begin of the file */
    record Tensor(String name, List<Long> dimensions, TensorType type, long offset, long bytes) {
        Tensor {
            dimensions = List.copyOf(dimensions);
        }
    }

    /** Reads metadata and tensor table; FAILED_PRECONDITION for what is no whole GGUF file. */
    public static GgufFile read(Path path) {
        return GgufReader.read(path);
    }

    public String architecture() {
        return texts.getOrDefault("general.architecture", "");
    }

    public Optional<String> text(String key) {
        return Optional.ofNullable(texts.get(key));
    }

    public OptionalLong number(String key) {
        Double value = numbers.get(key);
        return value == null ? OptionalLong.empty() : OptionalLong.of(value.longValue());
    }

    /** A hyperparameter, by its name without the architecture ({@code block_count}). */
    public OptionalLong parameter(String name) {
        return number(architecture() + "." + name);
    }

    /** Longest sequence that the model was trained for. */
    public int contextLength() {
        return (int) parameter("context_length").orElseThrow();
    }

    public long vocabularySize() {
        return arrays.get("tokenizer.ggml.tokens").length();
    }

    public int embeddingLength() {
        return (int) parameter("embedding_length").orElseThrow();
    }

    public Optional<String> chatTemplate() {
        return text("tokenizer.chat_template");
    }

    /** Bytes of cache that one token takes, with 16-bit keys and values. */
    public long cacheBytesPerToken() {
        long heads = parameter("attention.head_count").orElseThrow();
        long width = embeddingLength() / heads;
        long kvHeads = parameter("attention.head_count_kv").orElse(heads);
        long keys = parameter("attention.key_length").orElse(width);
        long values = parameter("attention.value_length").orElse(width);
        return parameter("block_count").orElseThrow() * kvHeads * (keys + values) * 2;
    }

    Optional<Tensor> tensor(String name) {
        return tensors.stream().filter(tensor -> tensor.name().equals(name)).findFirst();
    }

    /** A name from a file, fit for a message. */
    static String shown(String name) {
        String shortened = name.length() > 60 ? name.substring(0, 60) + "…" : name;
        return "\"" + shortened.replaceAll("\\p{Cntrl}", "?") + "\"";
    }

    ServeException refusal(String what) {
        return new ServeException(ServeException.Code.FAILED_PRECONDITION, "cannot load model: " + path + ": " + what);
    }
}
