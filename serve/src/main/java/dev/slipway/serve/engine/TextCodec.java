package dev.slipway.serve.engine;

import java.util.List;
import java.util.concurrent.CompletionStage;

/** A model's tokenizer and chat template. Methods return at once; see {@link InferenceEngine}. */
public interface TextCodec {
    /** The ids of a text. */
    CompletionStage<List<Integer>> tokenize(String text, boolean addSpecialTokens);

    /** The text of ids; special tokens are left out. INVALID_ARGUMENT for an id that the vocabulary has not. */
    CompletionStage<String> detokenize(List<Integer> ids);

    /** The prompt that a chat is rendered to; UNIMPLEMENTED when only the engine behind knows. */
    CompletionStage<String> render(ChatPrompt chat);
}
