package dev.slipway.serve.upstream.dialect;

import java.util.Map;

/** A request whose answer is a stream of events, and how to read them. For one try. */
public record StreamCall(String path, Map<String, String> headers, byte[] body, AnswerReader reader) {}
