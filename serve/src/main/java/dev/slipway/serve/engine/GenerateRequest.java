package dev.slipway.serve.engine;

/**
 * One generation, complete before it begins.
 *
 * @param rid the request's id, unique among those running
 */
public record GenerateRequest(
        String rid, Prompt prompt, SamplingParams sampling, LogprobOptions logprobs, RequestRouting routing) {
    public GenerateRequest withPrompt(Prompt other) {
        return new GenerateRequest(rid, other, sampling, logprobs, routing);
    }

    public GenerateRequest withRouting(RequestRouting other) {
        return new GenerateRequest(rid, prompt, sampling, logprobs, other);
    }

    public GenerateRequest withSampling(SamplingParams other) {
        return new GenerateRequest(rid, prompt, other, logprobs, routing);
    }
}
