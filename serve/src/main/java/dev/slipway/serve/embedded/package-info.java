/**
 * The engine that runs a model in this process: {@link dev.slipway.serve.embedded.EmbeddedEngine} serves a GGUF file with
 * llama.cpp's arithmetic; batching, sampling, stop texts, constraints and chat templates are code of this package and those
 * below it. Protocols do not belong here.
 */
@NullMarked
package dev.slipway.serve.embedded;

import org.jspecify.annotations.NullMarked;
