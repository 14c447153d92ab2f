package dev.slipway.serve.upstream;

import com.linecorp.armeria.common.AggregatedHttpResponse;
import dev.slipway.serve.engine.ServeException;
import dev.slipway.serve.upstream.dialect.AnswerReader;
import dev.slipway.serve.upstream.dialect.FailedException;
import dev.slipway.serve.upstream.dialect.UnaryCall;
import dev.slipway.serve.upstream.dialect.UpstreamFailure;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Calls with one answer, to one upstream. */
final class Exchange {
    private Exchange() {}

    /**
     * The answer; failures are {@link FailedException}s, and {@code ServeException}s that the call's reader itself gave.
     */
    static <T> CompletableFuture<T> ask(Upstream upstream, UnaryCall<T> call, Duration timeout) {
        return upstream.client()
                .call(call.method(), call.path(), call.headers(), call.body(), timeout)
                .aggregate()
                .handle((answer, thrown) -> {
                    if (thrown != null) {
                        throw new FailedException(UpstreamFailure.ofTransport(upstream.url(), thrown, false));
                    }
                    return read(upstream.url(), call, answer);
                });
    }

    private static <T> T read(String url, UnaryCall<T> call, AggregatedHttpResponse answer) {
        byte[] body = answer.content().array();
        int status = answer.status().code();
        try {
            return call.read()
                    .apply(status, body)
                    .orElseThrow(() -> new FailedException(UpstreamFailure.ofStatus(url, status, body)));
        } catch (AnswerReader.BadAnswerException e) {
            throw new FailedException(UpstreamFailure.garbage(url, e.getMessage(), body));
        }
    }

    /** The failure in what a stage threw. */
    static UpstreamFailure failure(String url, Throwable thrown) {
        Throwable cause = thrown;
        while (cause instanceof CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause instanceof FailedException failed
                ? failed.failure()
                : UpstreamFailure.ofTransport(url, cause, false);
    }

    /** What a caller is told. */
    static ServeException told(Throwable thrown) {
        return failure("", thrown).failure();
    }
}
