/**
 * GGUF model files, read without loading them: {@link dev.slipway.serve.embedded.gguf.ModelFiles} finds the file a path means,
 * {@link dev.slipway.serve.embedded.gguf.GgufFile} holds its metadata and tensor table, {@link
 * dev.slipway.serve.embedded.gguf.ModelCheck} refuses what the native runtime would die of. Weights themselves are not read here.
 */
@NullMarked
package dev.slipway.serve.embedded.gguf;

import org.jspecify.annotations.NullMarked;
