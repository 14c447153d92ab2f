/**
 * The front of an inference engine: gRPC ({@code sglang.runtime.v1}) and HTTP at once over one {@link
 * dev.slipway.serve.engine.InferenceEngine}. {@link dev.slipway.serve.InferenceServer} starts it, as a library; the
 * command line is another module's. Knows nothing of images and builds.
 */
@NullMarked
package dev.slipway.serve;

import org.jspecify.annotations.NullMarked;
