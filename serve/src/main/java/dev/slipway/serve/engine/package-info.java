/**
 * What a server asks of an engine: {@link dev.slipway.serve.engine.InferenceEngine} and the requests and answers that
 * pass through it, independent of any protocol. Implementations live in packages of their own ({@code embedded},
 * {@code upstream}, {@code scripted}).
 */
@NullMarked
package dev.slipway.serve.engine;

import org.jspecify.annotations.NullMarked;
