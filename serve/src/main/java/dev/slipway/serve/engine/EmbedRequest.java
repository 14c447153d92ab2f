package dev.slipway.serve.engine;

/** A text or token ids to make a vector of. */
public record EmbedRequest(String rid, Prompt prompt, RequestRouting routing) {}
