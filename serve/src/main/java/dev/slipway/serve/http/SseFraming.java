package dev.slipway.serve.http;

import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpHeaders;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import dev.slipway.serve.engine.ServeException;
import dev.slipway.serve.openai.OpenAiErrors;
import dev.slipway.serve.stream.Framing;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Chunks as server-sent events: {@code data: CHUNK}, an empty line, and {@code data: [DONE]} at the end; a failure on the
 * way is one more event, {@code {"error": {...}}}, before that.
 */
enum SseFraming implements Framing {
    INSTANCE;

    private static final byte[] BEFORE = "data: ".getBytes(StandardCharsets.UTF_8);
    private static final byte[] DONE = "[DONE]".getBytes(StandardCharsets.UTF_8);
    private static final ResponseHeaders HEADERS = ResponseHeaders.builder(HttpStatus.OK)
            .contentType(MediaType.EVENT_STREAM.withCharset(StandardCharsets.UTF_8))
            .set(HttpHeaderNames.CACHE_CONTROL, "no-cache")
            // Proxies would gather events otherwise.
            .set("x-accel-buffering", "no")
            .build();

    @Override
    public ResponseHeaders headers() {
        return HEADERS;
    }

    @Override
    public int overhead() {
        return BEFORE.length + 2;
    }

    @Override
    public int put(byte[] piece, byte[] to, int at) {
        System.arraycopy(BEFORE, 0, to, at, BEFORE.length);
        System.arraycopy(piece, 0, to, at + BEFORE.length, piece.length);
        int end = at + BEFORE.length + piece.length;
        to[end] = '\n';
        to[end + 1] = '\n';
        return end + 2;
    }

    @Override
    public End end(@Nullable Throwable failure) {
        List<byte[]> last =
                failure == null ? List.of(DONE) : List.of(OpenAiErrors.json(ServeException.known(failure)), DONE);
        return new End(last, HttpHeaders.of());
    }
}
