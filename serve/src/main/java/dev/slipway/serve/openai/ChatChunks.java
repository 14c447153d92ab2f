package dev.slipway.serve.openai;

import dev.slipway.serve.api.JsonBody;
import dev.slipway.serve.engine.GenerationEvent;
import java.nio.charset.StandardCharsets;
import java.util.Collection;

/** Chunks of a chat: a choice's first tells the role, then come deltas, then the reason of its end. */
final class ChatChunks implements ChunkFormat {
    private static final byte[] LOGPROBS = JsonText.ascii("},\"logprobs\":");

    private final ChunkFrame frame;
    /** By choice; null until its role was told. */
    private final byte[][] contentOpen;

    private final byte[] contentClose;
    private final byte[] logprobsClose;

    ChatChunks(ChunkFrame frame, int choices) {
        this.frame = frame;
        this.contentOpen = new byte[choices][];
        this.contentClose = frame.close("},\"logprobs\":null");
        this.logprobsClose = frame.close("");
    }

    @Override
    public void write(GenerationEvent event, Collection<byte[]> to) {
        int index = event.index();
        byte[] open = contentOpen[index];
        if (open == null) {
            open = frame.open(index, "\"delta\":{\"content\":");
            contentOpen[index] = open;
            to.add(ChunkFrame.joined(
                    frame.open(index, "\"delta\":{\"role\":\"assistant\",\"content\":\"\""), contentClose));
        }
        switch (event) {
            case GenerationEvent.Tokens tokens
            when tokens.logprobs().isEmpty() -> to.add(JsonText.between(open, tokens.text(), contentClose));
            case GenerationEvent.Tokens tokens ->
                to.add(ChunkFrame.joined(
                        JsonText.between(open, tokens.text(), LOGPROBS),
                        LogprobJson.chat(tokens.logprobs()),
                        logprobsClose));
            case GenerationEvent.Delta(int _, var delta) ->
                to.add(ChunkFrame.joined(
                        frame.open(index, "\"delta\":" + new String(JsonBody.write(delta), StandardCharsets.UTF_8)),
                        frame.close(",\"logprobs\":null")));
            case GenerationEvent.PromptLogprobs _ -> {}
            case GenerationEvent.Finished finished -> to.add(frame.finish(finished, "\"delta\":{}"));
        }
    }

    @Override
    public void end(Collection<byte[]> to) {
        frame.end(to);
    }
}
