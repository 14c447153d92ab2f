package dev.slipway.serve.config;

/**
 * A setting as somebody gave it.
 *
 * @param origin how it was given, for messages: {@code --port}, {@code SGLANG_GRPC_PORT}
 */
public record Given(Setting setting, String value, String origin) {}
