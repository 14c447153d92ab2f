package dev.slipway.dockerfile;

import java.util.Optional;

/**
 * {@code key=value} of ENV, LABEL or ARG, unexpanded. {@code value} is empty only for an ARG without a default.
 */
public record KeyValue(Word key, Optional<Word> value) {}
