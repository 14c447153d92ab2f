package dev.slipway.serve.engine;

/**
 * Token counts of one choice.
 *
 * @param cached how many of the prompt's tokens needed no work
 */
public record TokenUsage(int prompt, int completion, int cached) {}
