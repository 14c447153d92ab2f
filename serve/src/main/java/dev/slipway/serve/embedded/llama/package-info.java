/**
 * llama.cpp's C interface, called through the foreign function interface on the library that the {@code de.kherud:llama} jar
 * carries (build b4916). {@link dev.slipway.serve.embedded.llama.LlamaModel} opens a GGUF file, {@link
 * dev.slipway.serve.embedded.llama.LlamaContext} decodes batches of several sequences, {@link
 * dev.slipway.serve.embedded.llama.Vocabulary} turns text into tokens and back.
 *
 * <p>A wrong argument ends the process there, not just the call: everything is checked here before it is passed on. Who
 * decodes what, and which token is taken, does not belong here.
 */
@NullMarked
package dev.slipway.serve.embedded.llama;

import org.jspecify.annotations.NullMarked;
