/**
 * SGLang's own operations, the same for both protocols: generation and embedding in its terms ({@link
 * dev.slipway.serve.sglang.NativeGeneration}, {@link dev.slipway.serve.sglang.MetaInfo}), information and
 * administration ({@link dev.slipway.serve.sglang.Operations}), and the JSON of its HTTP endpoints ({@link
 * dev.slipway.serve.sglang.SglangApi}).
 */
@NullMarked
package dev.slipway.serve.sglang;

import org.jspecify.annotations.NullMarked;
