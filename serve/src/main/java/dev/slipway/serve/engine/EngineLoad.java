package dev.slipway.serve.engine;

/**
 * An engine's work at one moment.
 *
 * @param running requests that hold a slot
 * @param waiting requests that the engine itself keeps waiting
 * @param tokens tokens held in its caches
 * @param slots requests that it can run at once
 */
public record EngineLoad(int running, int waiting, long tokens, int slots) {}
