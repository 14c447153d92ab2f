package dev.slipway.serve.embedded;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.slipway.serve.engine.ChatPrompt;
import dev.slipway.serve.engine.GenerateRequest;
import dev.slipway.serve.engine.LogprobOptions;
import dev.slipway.serve.engine.Prompt;
import dev.slipway.serve.engine.RequestRouting;
import dev.slipway.serve.engine.SamplingParams;
import dev.slipway.serve.engine.SamplingParams.Choice;
import dev.slipway.serve.engine.SamplingParams.Constraint;
import dev.slipway.serve.engine.SamplingParams.Ending;
import dev.slipway.serve.engine.SamplingParams.Penalties;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;

/** Requests for tests: greedy unless said otherwise. */
final class Requests {
    static final Choice GREEDY = new Choice(0, 1, -1, 0);
    private static final AtomicInteger COUNT = new AtomicInteger();

    private Requests() {}

    static GenerateRequest greedy(String prompt, Ending ending) {
        return request(
                new Prompt.Text(prompt),
                new SamplingParams(GREEDY, Penalties.NONE, ending, 1, Optional.empty(), OptionalLong.empty()),
                LogprobOptions.NONE);
    }

    static GenerateRequest greedy(String prompt, int tokens) {
        return greedy(prompt, new Ending(tokens, 0, List.of(), List.of(), false));
    }

    static GenerateRequest chat(String user, int tokens) {
        var message = JsonNodeFactory.instance.objectNode().put("role", "user").put("content", user);
        Prompt prompt = new Prompt.Chat(new ChatPrompt(List.of(new ChatPrompt.Message("user", message)), Map.of()));
        return greedy("", tokens).withPrompt(prompt);
    }

    static GenerateRequest sampled(String prompt, Choice choice, int tokens, int n, OptionalLong seed) {
        return request(
                new Prompt.Text(prompt),
                new SamplingParams(choice, Penalties.NONE, endless(tokens), n, Optional.empty(), seed),
                LogprobOptions.NONE);
    }

    static GenerateRequest constrained(String prompt, Constraint constraint, Choice choice, int tokens, long seed) {
        return request(
                new Prompt.Text(prompt),
                new SamplingParams(
                        choice,
                        Penalties.NONE,
                        new Ending(tokens, 0, List.of(), List.of(), false),
                        1,
                        Optional.of(constraint),
                        OptionalLong.of(seed)),
                LogprobOptions.NONE);
    }

    /** Exactly so many tokens. */
    static Ending endless(int tokens) {
        return new Ending(tokens, 0, List.of(), List.of(), true);
    }

    static GenerateRequest request(Prompt prompt, SamplingParams sampling, LogprobOptions logprobs) {
        return new GenerateRequest("r" + COUNT.incrementAndGet(), prompt, sampling, logprobs, RequestRouting.NONE);
    }
}
