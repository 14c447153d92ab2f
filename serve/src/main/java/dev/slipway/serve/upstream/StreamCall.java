package dev.slipway.serve.upstream;

import java.util.Map;

/** A request whose answer is a stream of events, and how to read them. For one try. */
record StreamCall(String path, Map<String, String> headers, byte[] body, AnswerReader reader) {}
