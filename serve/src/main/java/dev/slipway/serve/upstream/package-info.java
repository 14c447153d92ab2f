/**
 * An engine reached over its HTTP API: {@link dev.slipway.serve.upstream.UpstreamEngine} speaks SGLang's own calls or
 * OpenAI's, with one upstream or several. How a request is written and an answer read is a {@code dialect}'s; which
 * upstream gets a request is {@code UpstreamPool}'s; bytes, demand and time are {@code UpstreamGeneration}'s and {@code
 * Attempt}'s. Nothing here knows what a caller's protocol is.
 */
@NullMarked
package dev.slipway.serve.upstream;

import org.jspecify.annotations.NullMarked;
