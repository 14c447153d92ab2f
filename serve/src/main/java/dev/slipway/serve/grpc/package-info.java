/**
 * The gRPC side: the 25 RPCs of {@code sglang.runtime.v1}, health v1 and reflection, bound by {@link
 * dev.slipway.serve.grpc.GrpcFront}. What the RPCs do is in {@code sglang} and {@code openai}.
 */
@NullMarked
package dev.slipway.serve.grpc;

import org.jspecify.annotations.NullMarked;
