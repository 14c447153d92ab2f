package dev.slipway.serve.observe;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads and writes the headers of W3C Trace Context; malformed ones are as good as none. */
final class TraceParent {
    private static final TextMapGetter<Map<String, String>> HEADERS = new TextMapGetter<>() {
        @Override
        public Iterable<String> keys(Map<String, String> headers) {
            return headers.keySet();
        }

        @Override
        public @Nullable String get(@Nullable Map<String, String> headers, String name) {
            return headers == null ? null : headers.get(name);
        }
    };

    private TraceParent() {}

    static Context context(Map<String, String> headers) {
        return W3CTraceContextPropagator.getInstance().extract(Context.root(), headers, HEADERS);
    }

    /** The headers for what is done within the span: its own instead of those of its parent. */
    static Map<String, String> under(Span span, Map<String, String> headers) {
        Map<String, String> within = new HashMap<>(headers);
        W3CTraceContextPropagator propagator = W3CTraceContextPropagator.getInstance();
        within.keySet().removeAll(propagator.fields());
        propagator.inject(Context.root().with(span), within, Map::put);
        return within;
    }

    static Optional<String> traceId(Map<String, String> headers) {
        SpanContext parent = Span.fromContext(context(headers)).getSpanContext();
        return parent.isValid() ? Optional.of(parent.getTraceId()) : Optional.empty();
    }
}
