package dev.slipway.serve.api;

import java.util.concurrent.Flow;

/** An operation's answer in JSON, UTF-8; the same bytes over both protocols. */
public sealed interface JsonAnswer {
    /**
     * All at once.
     *
     * @param status the HTTP status
     */
    record Whole(int status, byte[] json) implements JsonAnswer {}

    /**
     * A JSON text a chunk, without the framing of a protocol (over HTTP each is the data of a server-sent event, then
     * {@code [DONE]}). A failure after the first chunk is {@code onError} with a {@code ServeException}. Cancelling
     * frees what the answer holds.
     */
    record Streamed(Flow.Publisher<byte[]> chunks) implements JsonAnswer {}
}
