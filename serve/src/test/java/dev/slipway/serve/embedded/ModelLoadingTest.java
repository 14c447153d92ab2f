package dev.slipway.serve.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.serve.engine.ServeException;
import dev.slipway.serve.engine.ServeException.Code;
import dev.slipway.serve.tinymodel.GgufWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Models that are damaged or unusual: each is refused with its path and a reason, and the process lives. */
class ModelLoadingTest {
    @TempDir
    private Path directory;

    private static GgufWriter tiny() {
        return TinyModels.trained(1).gguf();
    }

    private Path write(GgufWriter gguf) throws IOException {
        return Files.write(directory.resolve("model.gguf"), gguf.bytes());
    }

    private static void open(Path path) {
        EmbeddedEngine.open(EmbeddedConfig.of(path).withSlots(1).withThreads(1)).close();
    }

    private static void assertRefused(Path path, Code code, String message) {
        assertThatThrownBy(() -> open(path)).isInstanceOfSatisfying(ServeException.class, e -> {
            assertThat(e).hasMessageContaining(path.toString()).hasMessageContaining(message);
            assertThat(e.code()).isEqualTo(code);
        });
    }

    @Test
    void directoryWithOneModel_isLoaded() throws IOException {
        write(tiny());
        open(directory);
        Files.write(directory.resolve("other.gguf"), new byte[] {1});
        assertRefused(directory, Code.FAILED_PRECONDITION, "model.gguf, other.gguf (expected: one GGUF file");
    }

    @Test
    void nothing_orNoModel() throws IOException {
        assertRefused(directory.resolve("absent"), Code.NOT_FOUND, "no such file");
        assertRefused(directory, Code.FAILED_PRECONDITION, "no GGUF file");
        Files.write(directory.resolve("model.safetensors"), new byte[10]);
        assertRefused(directory, Code.FAILED_PRECONDITION, "safetensors files but no GGUF file");
        assertRefused(
                Files.write(directory.resolve("text.gguf"), new byte[100]),
                Code.FAILED_PRECONDITION,
                "it does not begin with \"GGUF\"");
        assertRefused(
                Files.write(directory.resolve("empty.gguf"), new byte[0]),
                Code.FAILED_PRECONDITION,
                "it does not begin with \"GGUF\"");
    }

    @Test
    void missingTail_isToldWithSizes() throws IOException {
        byte[] whole = tiny().bytes();
        Path file = directory.resolve("cut.gguf");
        assertRefused(
                Files.write(file, Arrays.copyOf(whole, whole.length - 1000)),
                Code.FAILED_PRECONDITION,
                "(expected: within the file's");
        assertRefused(
                Files.write(file, Arrays.copyOf(whole, 3000)), Code.FAILED_PRECONDITION, "the file ends at byte 3000");
    }

    @Test
    void unknownArchitecture_tokenizer_orSizes_areNamed() throws IOException {
        assertRefused(
                write(tiny().put("general.architecture", "mamba")),
                Code.FAILED_PRECONDITION,
                "architecture \"mamba\" (expected: one of");
        assertRefused(
                write(tiny().put("tokenizer.ggml.model", "bert")),
                Code.FAILED_PRECONDITION,
                "tokenizer \"bert\" (expected: gpt2 or llama)");
        assertRefused(write(tiny().put("llama.block_count", 9)), Code.FAILED_PRECONDITION, "tensor");
        assertRefused(
                write(tiny().put("llama.block_count", 100_000)),
                Code.FAILED_PRECONDITION,
                "llama.block_count: 100000 (expected: 1 to 512)");
        assertRefused(
                write(tiny().put("llama.attention.head_count", 0)),
                Code.FAILED_PRECONDITION,
                "llama.attention.head_count: 0");
        assertRefused(
                write(tiny().put("llama.attention.head_count_kv", 3)),
                Code.FAILED_PRECONDITION,
                "expected: counts that divide each other");
        assertRefused(
                write(tiny().put("tokenizer.ggml.bos_token_id", 512)),
                Code.FAILED_PRECONDITION,
                "tokenizer.ggml.bos_token_id: 512 (expected: a token, 0 to 511)");
        assertRefused(
                write(tiny().put("tokenizer.ggml.tokens", Collections.nCopies(512, "a"))),
                Code.FAILED_PRECONDITION,
                "token 1 is in the vocabulary twice");
        assertRefused(
                write(tiny().put("tokenizer.ggml.token_type", new int[] {1})),
                Code.FAILED_PRECONDITION,
                "tokenizer.ggml.token_type (expected: an array with an element for each of 512 tokens)");
        assertRefused(
                write(tiny().put("tokenizer.ggml.merges", "a b")),
                Code.FAILED_PRECONDITION,
                "tokenizer.ggml.merges: none");
        assertRefused(write(tiny().put("split.count", 3)), Code.FAILED_PRECONDITION, "it is one of 3 parts");
    }

    @Test
    void whatOnlyTheRuntimeKnows_isToldInItsWords() throws IOException {
        assertRefused(
                write(tiny().put("tokenizer.ggml.pre", "unheard-of")),
                Code.FAILED_PRECONDITION,
                "unknown pre-tokenizer type: 'unheard-of'");
        assertRefused(write(tiny().put("llama.rope.dimension_count", 12)), Code.FAILED_PRECONDITION, "n_rot");
    }

    @Test
    void cacheThatDoesNotFit_isRefusedBeforeItIsTaken() throws IOException {
        Path file = write(tiny().put("llama.context_length", 1 << 22));
        EmbeddedConfig config =
                EmbeddedConfig.of(file).withContextLength(1 << 22).withSlots(256);
        assertThatThrownBy(() -> EmbeddedEngine.open(config)).isInstanceOfSatisfying(ServeException.class, e -> {
            assertThat(e.code()).isEqualTo(Code.RESOURCE_EXHAUSTED);
            assertThat(e)
                    .hasMessageContaining(file.toString())
                    .hasMessageContaining("MiB with its cache (expected: at most");
        });
        assertThatThrownBy(() -> EmbeddedEngine.open(config.withModel(TinyModels.file(1))))
                .hasMessage("context_length: 4194304 (expected: at most 1024, which the model was trained for)");
    }

    /** Each of these ends a process that loads it: its layers, its tokenizer or its first computation assert otherwise. */
    @Test
    void modelThatTheRuntimeDiesOf_isTriedElsewhere() throws IOException {
        GgufWriter baichuan = tiny().put("general.architecture", "baichuan");
        for (String name : List.of(
                "context_length",
                "embedding_length",
                "block_count",
                "feed_forward_length",
                "attention.head_count",
                "attention.head_count_kv",
                "rope.dimension_count",
                "vocab_size")) {
            baichuan.put("baichuan." + name, baichuan.get("llama." + name));
        }
        baichuan.put("baichuan.attention.layer_norm_rms_epsilon", 1e-5f);
        assertRefused(write(baichuan), Code.FAILED_PRECONDITION, "llama.cpp ends the process with it (exit 134");
    }

    @Test
    void weightsThatAreNoNumbers_endTheAnswer_notTheProcess() throws IOException {
        byte[] whole = tiny().bytes();
        for (int at = whole.length - 4000; at < whole.length; at += 4) {
            whole[at + 3] = 0x7f; // NaN
            whole[at + 2] = (byte) 0xc0;
        }
        Path file = Files.write(directory.resolve("nan.gguf"), whole);
        try (EmbeddedEngine engine =
                EmbeddedEngine.open(EmbeddedConfig.of(file).withSlots(1).withThreads(1))) {
            for (int i = 0; i < 2; i++) {
                assertThatThrownBy(() -> Reader.of(engine.generate(Requests.greedy("A", 3)))
                                .done())
                        .hasMessageContaining("the model gives no probabilities");
            }
            assertThat(engine.isHealthy()).isTrue();
        }
    }

    @Test
    void sentencePieceVocabulary_keepsTexts() throws IOException {
        List<String> tokens = new ArrayList<>(List.of("<unk>", "<s>", "</s>"));
        for (int b = 0; b < 256; b++) {
            tokens.add(String.format("<0x%02X>", b));
        }
        List<String> words = List.of("▁", "e", "l", "o", "H", "he", "lo", "▁H", "el", "▁Hel", "▁Hello", "ü");
        tokens.addAll(words);
        int[] types = new int[512];
        float[] scores = new float[512];
        for (int i = 0; i < 512; i++) {
            types[i] = i < 3 ? 3 : i < 259 ? 6 : 1;
            scores[i] = -i;
            if (i >= tokens.size()) {
                tokens.add("▁word" + i);
            }
        }
        Path file = write(tiny().put("tokenizer.ggml.model", "llama")
                .put("tokenizer.ggml.tokens", tokens)
                .put("tokenizer.ggml.token_type", types)
                .put("tokenizer.ggml.scores", scores)
                .put("tokenizer.ggml.bos_token_id", 1)
                .put("tokenizer.ggml.eos_token_id", 2));
        try (EmbeddedEngine engine =
                EmbeddedEngine.open(EmbeddedConfig.of(file).withSlots(1).withThreads(1))) {
            List<Integer> ids = engine.text()
                    .tokenize("Hello Hü\n😀 word400", true)
                    .toCompletableFuture()
                    .join();
            assertThat(ids).startsWith(1, tokens.indexOf("▁Hello")).contains(3 + '\n', tokens.indexOf("ü"));
            assertThat(engine.text().detokenize(ids).toCompletableFuture().join())
                    .isEqualTo("Hello Hü\n😀 word400");
            assertThat(Reader.of(engine.generate(Requests.greedy("Hello", Requests.endless(8))))
                            .done()
                            .ids(0))
                    .hasSize(8);
            tokens.set(100, "gone");
            Path incomplete = write(tiny().put("tokenizer.ggml.model", "llama")
                    .put("tokenizer.ggml.tokens", tokens)
                    .put("tokenizer.ggml.scores", scores));
            assertRefused(incomplete, Code.FAILED_PRECONDITION, "its vocabulary has not all byte tokens");
        }
    }

    @Test
    void namesFromTheFile_areShortened() throws IOException {
        assertThatThrownBy(() -> open(write(tiny().put("general.architecture", "x\n".repeat(500)))))
                .satisfies(e -> assertThat(e.getMessage())
                        .contains("x?x?")
                        .hasSizeLessThan(800)
                        .doesNotContain("\n"));
    }

    /** Bytes of the head are changed at random: the model is refused, or loads and answers something. */
    @Test
    void damagedHead_neverEndsTheProcess() throws IOException {
        byte[] whole = tiny().bytes();
        Random random = new Random(11);
        List<Path> files = List.of(directory.resolve("damaged.gguf"));
        int refused = 0;
        for (int i = 0; i < 60; i++) {
            byte[] damaged = whole.clone();
            for (int change = 0; change < 3; change++) {
                damaged[random.nextInt(i % 2 == 0 ? 1200 : 13_000)] = (byte) random.nextInt();
            }
            Files.write(files.getFirst(), damaged);
            try (EmbeddedEngine engine = EmbeddedEngine.open(
                    EmbeddedConfig.of(files.getFirst()).withSlots(1).withThreads(1))) {
                Reader.of(engine.generate(Requests.greedy("A container 😀", 4))).done();
            } catch (ServeException e) {
                refused++;
            }
        }
        assertThat(refused).isPositive();
    }
}
