package dev.slipway.serve.engine;

import java.util.List;

/** What a generation starts from. */
public sealed interface Prompt {
    /** A text, to which the tokenizer adds the model's special tokens. */
    record Text(String text) implements Prompt {}

    /** Token ids, taken as they are. */
    record Tokens(List<Integer> ids) implements Prompt {
        public Tokens {
            ids = List.copyOf(ids);
        }
    }

    /** A chat, rendered by the model's chat template (or by the engine behind, which then sees the messages). */
    record Chat(ChatPrompt chat) implements Prompt {}

    /**
     * A generation taken up again where it was left: the first prompt and the ids generated since. The limits of the
     * request count only what is still to come; {@link TokenUsage} and {@link FinishReason.Length} the whole answer.
     */
    record Continued(Prompt start, List<Integer> generated) implements Prompt {
        public Continued {
            generated = List.copyOf(generated);
        }
    }
}
