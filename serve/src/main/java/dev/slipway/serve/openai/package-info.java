/**
 * OpenAI's operations, independent of a protocol: {@link dev.slipway.serve.openai.OpenAiApi} reads their JSON bodies,
 * has the dispatcher do them, and writes their JSON answers and chunks. SGLang's own operations are in {@code sglang};
 * headers, events and status lines belong to the protocols.
 */
@NullMarked
package dev.slipway.serve.openai;

import org.jspecify.annotations.NullMarked;
