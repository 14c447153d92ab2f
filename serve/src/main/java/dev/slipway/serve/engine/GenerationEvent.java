package dev.slipway.serve.engine;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** What an engine tells of a running generation, a choice ({@code index}, from 0) at a time. */
public sealed interface GenerationEvent {
    int index();

    /**
     * Tokens since the last event.
     *
     * @param ids the tokens; empty when the engine behind does not tell them
     * @param text their text; whole characters only, so that it may be empty although there are tokens, and the rest of
     *     a character comes with a later event
     * @param logprobs one a token when wanted and told, else empty
     */
    record Tokens(int index, List<Integer> ids, String text, List<TokenLogprob> logprobs) implements GenerationEvent {
        public Tokens {
            ids = List.copyOf(ids);
            logprobs = List.copyOf(logprobs);
        }
    }

    /** A part of a chat's answer that is no text (tool calls, reasoning), as the engine behind told it. */
    record Delta(int index, ObjectNode delta) implements GenerationEvent {}

    /** The logarithms of the prompt's tokens, before the first tokens, when they were wanted and can be told. */
    record PromptLogprobs(int index, List<TokenLogprob> logprobs) implements GenerationEvent {
        public PromptLogprobs {
            logprobs = List.copyOf(logprobs);
        }
    }

    /** The last event of a choice. */
    record Finished(int index, FinishReason reason, TokenUsage usage) implements GenerationEvent {}
}
