/**
 * The HTTP endpoints: {@link dev.slipway.serve.http.HttpFront} puts OpenAI's and SGLang's operations on an Armeria
 * server, with server-sent events, errors in JSON and the documentation page. What the operations do is in {@code openai}
 * and {@code sglang}; ports, keys and metrics belong to the server.
 */
@NullMarked
package dev.slipway.serve.http;

import org.jspecify.annotations.NullMarked;
