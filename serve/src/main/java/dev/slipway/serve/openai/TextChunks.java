package dev.slipway.serve.openai;

import dev.slipway.serve.engine.GenerationEvent;
import dev.slipway.serve.engine.TokenLogprob;
import java.util.Collection;
import java.util.List;

/** Chunks of text completions; with {@code echo} a choice's first is its prompt. */
final class TextChunks implements ChunkFormat {
    private static final byte[] LOGPROBS = JsonText.ascii(",\"logprobs\":");

    private final ChunkFrame frame;
    private final List<String> echoes;
    private final int choicesPerPrompt;
    private final byte[][] open;
    private final int[] offsets;
    private final byte[] close;
    private final byte[] logprobsClose;

    /** @param echoes the prompts' texts, or none */
    TextChunks(ChunkFrame frame, List<String> echoes, int choices, int choicesPerPrompt) {
        this.frame = frame;
        this.echoes = echoes;
        this.choicesPerPrompt = choicesPerPrompt;
        this.open = new byte[choices][];
        this.offsets = new int[choices];
        this.close = frame.close(",\"logprobs\":null");
        this.logprobsClose = frame.close("");
    }

    @Override
    public void write(GenerationEvent event, Collection<byte[]> to) {
        int index = event.index();
        if (open[index] == null) {
            open[index] = frame.open(index, "\"text\":");
            if (!echoes.isEmpty()) {
                echo(index, event, to);
            }
        }
        switch (event) {
            case GenerationEvent.Tokens tokens
            when tokens.logprobs().isEmpty() -> {
                offsets[index] += tokens.text().length();
                to.add(JsonText.between(open[index], tokens.text(), close));
            }
            case GenerationEvent.Tokens tokens -> told(index, tokens.text(), tokens.logprobs(), to);
            case GenerationEvent.Finished finished -> to.add(frame.finish(finished, "\"text\":\"\""));
            case GenerationEvent.Delta _, GenerationEvent.PromptLogprobs _ -> {}
        }
    }

    private void echo(int index, GenerationEvent first, Collection<byte[]> to) {
        String prompt = echoes.get(index / choicesPerPrompt);
        if (first instanceof GenerationEvent.PromptLogprobs(int _, List<TokenLogprob> logprobs)) {
            told(index, prompt, logprobs, to);
            offsets[index] = prompt.length();
        } else {
            offsets[index] = prompt.length();
            to.add(JsonText.between(open[index], prompt, close));
        }
    }

    private void told(int index, String text, List<TokenLogprob> logprobs, Collection<byte[]> to) {
        to.add(ChunkFrame.joined(
                JsonText.between(open[index], text, LOGPROBS),
                LogprobJson.text(logprobs, offsets[index]),
                logprobsClose));
        offsets[index] += LogprobJson.length(logprobs);
    }

    @Override
    public void end(Collection<byte[]> to) {
        frame.end(to);
    }
}
