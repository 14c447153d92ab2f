package dev.slipway.serve.grpc;

import dev.slipway.serve.api.JsonOperation;

/** What the RPCs do that carry OpenAI's bodies. */
public record OpenAiRpcs(
        JsonOperation chat,
        JsonOperation complete,
        JsonOperation embed,
        JsonOperation classify,
        JsonOperation score,
        JsonOperation rerank) {}
