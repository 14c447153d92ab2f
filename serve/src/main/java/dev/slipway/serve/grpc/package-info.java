/**
 * The gRPC side: the 25 RPCs of {@code sglang.runtime.v1} as {@link dev.slipway.serve.grpc.SglangGrpcService}, health v1
 * and reflection. What the RPCs do is in {@code sglang} and {@code openai}.
 */
@NullMarked
package dev.slipway.serve.grpc;

import org.jspecify.annotations.NullMarked;
