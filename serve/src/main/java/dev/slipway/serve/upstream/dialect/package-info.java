/**
 * How upstreams are spoken to: a {@link dev.slipway.serve.upstream.dialect.Dialect} writes requests as calls and reads
 * their answers, for SGLang's own API and for OpenAI's as several servers speak it. Knows no connection and no time.
 */
@NullMarked
package dev.slipway.serve.upstream.dialect;

import org.jspecify.annotations.NullMarked;
