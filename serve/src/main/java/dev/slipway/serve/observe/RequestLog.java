package dev.slipway.serve.observe;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.serve.api.JsonBody;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * A line of JSON a request, written by a thread of its own: requests do not wait for a slow terminal or pipe. When
 * {@value #WAITING} lines wait, further ones are dropped and counted.
 *
 * <pre>{"time":"2026-01-31T12:00:00.123Z","rid":"a","operation":"TextGenerate","protocol":"grpc","model":"m",
 * "outcome":"finished","finish_reason":"stop","prompt_tokens":5,"cached_tokens":0,"completion_tokens":8,
 * "queue_ms":0.041,"first_token_ms":12.5,"total_ms":80.25,"trace_id":"4bf92f3577b34da6a3ce929d0e0e4736"}</pre>
 *
 * <p>What is not known is absent; a failed request has a {@code code}.
 */
final class RequestLog implements AutoCloseable {
    private static final int WAITING = 8192;
    private static final int MAX_RID = 256;
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private record Entry(EndedRequest request, Optional<String> traceId) {}

    private final Consumer<String> lines;
    private final BlockingQueue<Entry> waiting = new ArrayBlockingQueue<>(WAITING);
    private final AtomicLong dropped = new AtomicLong();
    private final Thread writer =
            Thread.ofPlatform().daemon().name("request-log").unstarted(this::write);

    RequestLog(Consumer<String> lines) {
        this.lines = lines;
        writer.start();
    }

    void log(EndedRequest request, Optional<String> traceId) {
        if (!waiting.offer(new Entry(request, traceId))) {
            dropped.incrementAndGet();
        }
    }

    long dropped() {
        return dropped.get();
    }

    private void write() {
        try {
            while (true) {
                write(waiting.take());
            }
        } catch (InterruptedException e) {
            // Closed: what waits still is written.
            for (Entry left = waiting.poll(); left != null; left = waiting.poll()) {
                write(left);
            }
        }
    }

    private void write(Entry entry) {
        try {
            lines.accept(line(entry.request(), entry.traceId()));
        } catch (RuntimeException e) {
            // The caller's consumer failed; the next line may get through.
            dropped.incrementAndGet();
        }
    }

    private static String line(EndedRequest request, Optional<String> traceId) {
        ObjectNode line = JsonNodeFactory.instance.objectNode();
        line.put("time", request.at(request.times().total()).toString());
        line.put(
                "rid",
                request.rid().substring(0, Math.min(MAX_RID, request.rid().length())));
        line.put("operation", request.call().operation());
        line.put("protocol", ServeMetrics.label(request.call().protocol()));
        line.put("model", request.model());
        line.put("outcome", request.outcome().label());
        switch (request.outcome()) {
            case Outcome.Finished finished -> finished.reason().ifPresent(reason -> line.put("finish_reason", reason));
            case Outcome.Failed failure -> line.put("code", failure.code().name());
            case Outcome.Aborted _, Outcome.Cancelled _ -> {}
        }
        line.put("prompt_tokens", request.usage().prompt());
        line.put("cached_tokens", request.usage().cached());
        line.put("completion_tokens", request.usage().completion());
        request.times().started().ifPresent(nanos -> line.put("queue_ms", millis(nanos)));
        request.times().firstToken().ifPresent(nanos -> line.put("first_token_ms", millis(nanos)));
        line.put("total_ms", millis(request.times().total()));
        traceId.ifPresent(id -> line.put("trace_id", id));
        return new String(JsonBody.write(line), StandardCharsets.UTF_8);
    }

    /** To the microsecond. */
    private static double millis(long nanos) {
        return Math.floor(nanos / 1e3) / 1e3;
    }

    /** Writes what waits, for at most two seconds. */
    @Override
    public void close() {
        writer.interrupt();
        try {
            writer.join(PATIENCE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
