/**
 * Makes the tiny language model that tests and examples serve: {@link dev.slipway.serve.tinymodel.TinyModel} trains a byte-level BPE
 * tokenizer and a Llama-architecture network on a page of text and writes them as one GGUF file of about 600 KiB.
 *
 * <p>Uses the JDK alone, so that it also runs from source: {@code java TinyModel.java FILE.gguf}. What reads such files does not
 * belong here.
 */
package dev.slipway.serve.tinymodel;
