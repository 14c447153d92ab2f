/**
 * What both protocols share: the {@link dev.slipway.serve.api.Call} that an operation is done for, answers in JSON
 * ({@link dev.slipway.serve.api.JsonAnswer}), reading JSON bodies. The operations themselves are in {@code sglang} and
 * {@code openai}, the protocols in {@code grpc} and {@code http}.
 */
@NullMarked
package dev.slipway.serve.api;

import org.jspecify.annotations.NullMarked;
