package dev.slipway.serve.tinymodel;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * A tiny language model that answers in real words: 512 tokens, 2 layers of width 64, context of 1024 tokens, about 600 KiB
 * as a GGUF file with tokenizer and chat template (ChatML). Equal seeds give equal files, byte for byte, on every machine.
 *
 * <p>As a program it writes the model: {@code java serve/src/test/java/dev/slipway/serve/tinymodel/TinyModel.java FILE [SEED]}.
 */
public final class TinyModel {
    public static final int VOCABULARY = 512;
    public static final int CONTEXT = 1024;
    public static final String TEMPLATE = """
            {%- for message in messages -%}
            {{- '<|im_start|>' + message['role'] + '\\n' + message['content'] + '<|im_end|>' + '\\n' -}}
            {%- endfor -%}
            {%- if add_generation_prompt -%}{{- '<|im_start|>assistant\\n' -}}{%- endif -%}""";

    private static final String START = "<|start|>";
    private static final String TURN = "<|im_start|>";
    private static final String END = "<|im_end|>";
    private static final int EPOCHS = 60;

    private final TinyTokenizer tokenizer;
    private final TinyNetwork network;
    private final long seed;

    private TinyModel(long seed) {
        this.seed = seed;
        tokenizer = TinyTokenizer.train(
                String.join("\n", TinyCorpus.TEXTS) + String.join("\n", dialogues()),
                VOCABULARY,
                List.of(START, TURN, END));
        network = new TinyNetwork(VOCABULARY, seed);
        network.train(
                Stream.concat(TinyCorpus.TEXTS.stream().map(text -> text + END), dialogues().stream())
                        .map(text -> tokenizer.encode(START + text))
                        .toArray(int[][]::new),
                EPOCHS);
    }

    /** Trains it: a few seconds. */
    public static TinyModel train(long seed) {
        return new TinyModel(seed);
    }

    public static void main(String[] args) throws IOException {
        if (args.length < 1 || args.length > 2) {
            System.err.println("usage: TinyModel FILE.gguf [SEED]");
            System.exit(2);
        }
        Path file = Path.of(args[0]);
        train(args.length > 1 ? Long.parseLong(args[1]) : 1).write(file);
        System.out.println(file + ": " + Files.size(file) + " bytes");
    }

    public void write(Path file) throws IOException {
        gguf().write(file);
    }

    /** The file's content, open for changes: damaged or unusual models are made from it. */
    public GgufWriter gguf() {
        GgufWriter gguf = new GgufWriter();
        metadata(gguf);
        tensors(gguf);
        return gguf;
    }

    /** As the tokenizer of this model has them, the start token first. */
    public int[] encode(String text) {
        return tokenizer.encode(START + text);
    }

    /** Computed here, apart from any runtime: the logits after each token. */
    public float[][] logits(int[] tokens) {
        return network.logits(tokens);
    }

    private void metadata(GgufWriter gguf) {
        gguf.put("general.architecture", "llama")
                .put("general.name", "slipway-tiny-" + seed)
                .put("llama.context_length", CONTEXT)
                .put("llama.embedding_length", TinyNetwork.WIDTH)
                .put("llama.block_count", TinyNetwork.LAYERS)
                .put("llama.feed_forward_length", TinyNetwork.HIDDEN)
                .put("llama.attention.head_count", TinyNetwork.HEADS)
                .put("llama.attention.head_count_kv", TinyNetwork.KV_HEADS)
                .put("llama.attention.layer_norm_rms_epsilon", TinyNetwork.EPSILON)
                .put("llama.rope.dimension_count", TinyNetwork.WIDTH / TinyNetwork.HEADS)
                .put("llama.rope.freq_base", TinyNetwork.ROPE_BASE)
                .put("llama.vocab_size", VOCABULARY)
                .put("general.file_type", 0)
                .put("tokenizer.ggml.model", "gpt2")
                .put("tokenizer.ggml.pre", "gpt-2")
                .put("tokenizer.ggml.tokens", tokenizer.tokens())
                .put("tokenizer.ggml.token_type", tokenizer.types())
                .put("tokenizer.ggml.merges", tokenizer.merges())
                .put("tokenizer.ggml.bos_token_id", tokenizer.id(START))
                .put("tokenizer.ggml.eos_token_id", tokenizer.id(END))
                .put("tokenizer.ggml.add_bos_token", true)
                .put("tokenizer.chat_template", TEMPLATE);
    }

    private void tensors(GgufWriter gguf) {
        float[] ones = new float[TinyNetwork.WIDTH];
        Arrays.fill(ones, 1);
        gguf.matrix("token_embd.weight", VOCABULARY, network.embeddings)
                .vector("output_norm.weight", ones)
                .matrix("output.weight", VOCABULARY, network.output);
        for (int i = 0; i < TinyNetwork.LAYERS; i++) {
            TinyNetwork.Layer layer = network.layers[i];
            String block = "blk." + i + ".";
            gguf.vector(block + "attn_norm.weight", ones)
                    .matrix(block + "attn_q.weight", TinyNetwork.WIDTH, layer.query())
                    .matrix(block + "attn_k.weight", layer.key().length / TinyNetwork.WIDTH, layer.key())
                    .matrix(block + "attn_v.weight", layer.value().length / TinyNetwork.WIDTH, layer.value())
                    .matrix(block + "attn_output.weight", TinyNetwork.WIDTH, layer.attention())
                    .vector(block + "ffn_norm.weight", ones)
                    .matrix(block + "ffn_gate.weight", TinyNetwork.HIDDEN, layer.gate())
                    .matrix(block + "ffn_up.weight", TinyNetwork.HIDDEN, layer.up())
                    .matrix(block + "ffn_down.weight", TinyNetwork.WIDTH, layer.down());
        }
    }

    private static List<String> dialogues() {
        return TinyCorpus.DIALOGUES.stream()
                .map(turn ->
                        TURN + "user\n" + turn.getFirst() + END + "\n" + TURN + "assistant\n" + turn.getLast() + END)
                .toList();
    }
}
