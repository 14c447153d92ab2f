package dev.slipway.serve.openai;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.serve.api.Call;
import dev.slipway.serve.api.Members;
import dev.slipway.serve.engine.GenerateRequest;
import dev.slipway.serve.engine.LogprobOptions;
import dev.slipway.serve.engine.Prompt;
import dev.slipway.serve.engine.RequestRouting;
import dev.slipway.serve.engine.SamplingParams;
import dev.slipway.serve.engine.ServeException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/** The body of a text completion: one generation for each prompt, in order. */
record CompletionRequest(List<GenerateRequest> requests, boolean echo, StreamChoice stream) {
    /** OpenAI's and SGLang's. */
    private static final int MOST_TOKENS = 16;

    static CompletionRequest read(Members body, Call call, ModelNames models) {
        RefusedMembers.checkCompletion(body);
        boolean echo = body.flag("echo", false);
        List<Prompt> prompts = TextInputs.read(body, "prompt");
        SamplingParams sampling = SamplingReader.read(body, "max_tokens", MOST_TOKENS);
        LogprobOptions logprobs = logprobs(body, echo);
        RequestRouting routing = RequestHead.routing(body, call, models.adapter(body));
        List<String> rids = RequestHead.rids(body, call, "cmpl", prompts.size());
        List<GenerateRequest> requests = new ArrayList<>(prompts.size());
        for (int i = 0; i < prompts.size(); i++) {
            requests.add(new GenerateRequest(rids.get(i), prompts.get(i), sampling, logprobs, routing));
        }
        return new CompletionRequest(requests, echo, StreamChoice.read(body, models.settings()));
    }

    private static LogprobOptions logprobs(Members body, boolean echo) {
        JsonNode given = body.node("logprobs");
        if (given != null && given.isBoolean() && !given.booleanValue()) {
            return LogprobOptions.NONE;
        }
        OptionalInt top = body.integer("logprobs");
        if (top.isEmpty()) {
            return LogprobOptions.NONE;
        }
        if (top.getAsInt() < 0 || top.getAsInt() > 20) {
            throw ServeException.invalid("logprobs: " + top.getAsInt() + " (expected: 0 to 20)");
        }
        return new LogprobOptions(true, top.getAsInt(), echo ? 0 : -1, true);
    }
}
