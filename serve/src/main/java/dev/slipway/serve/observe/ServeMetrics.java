package dev.slipway.serve.observe;

import dev.slipway.serve.api.Call;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * A server's metrics under SGLang's names (its metrics_collector.py), so that dashboards made for it work. What SGLang
 * does not have begins with {@code slipway_}. Thread-safe.
 */
final class ServeMetrics {
    private static final String[] LABELS = {"model_name", "operation", "protocol"};

    // SGLang's bounds, with some below its least ones.
    private static final double[] FIRST_TOKEN = {
        0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.4, 0.6, 0.8, 1, 2, 4, 6, 8, 10, 20, 40, 60, 80, 100, 200,
        400
    };
    private static final double[] BETWEEN_TOKENS = {
        0.0001, 0.00025, 0.0005, 0.001, 0.002, 0.004, 0.006, 0.008, 0.01, 0.015, 0.02, 0.025, 0.03, 0.035, 0.04, 0.06,
        0.08, 0.1, 0.2, 0.4, 0.6, 0.8, 1, 2, 4, 6, 8
    };
    private static final double[] WHOLE = {
        0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.4, 0.6, 0.8, 1, 2, 4, 6, 8, 10, 20, 40, 60, 80, 100, 200, 400, 600, 1200,
        1800, 2400
    };
    private static final double[] QUEUE = {
        0.001, 0.01, 0.1, 0.2, 0.5, 1, 2, 3, 4, 5, 10, 15, 20, 30, 40, 50, 60, 70, 80, 90, 100, 200, 400, 600
    };

    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final ConcurrentHashMap<Key, RequestSeries> series = new ConcurrentHashMap<>();
    private final Histogram firstToken =
            histogram("sglang:time_to_first_token_seconds", "From the request to its first token.", FIRST_TOKEN);
    private final Histogram betweenTokens =
            histogram("sglang:inter_token_latency_seconds", "Between two tokens of one choice.", BETWEEN_TOKENS);
    private final Histogram whole =
            histogram("sglang:e2e_request_latency_seconds", "From the request to the end of its answer.", WHOLE);
    private final Histogram queue = histogram("sglang:queue_time_seconds", "From the request to its slot.", QUEUE);
    private final Counter prompt = counter("sglang:prompt_tokens_total", "Tokens of prompts.", LABELS);
    private final Counter cached =
            counter("sglang:cached_tokens_total", "Tokens of prompts that needed no work.", LABELS);
    private final Counter generated = counter("sglang:generation_tokens_total", "Tokens of answers.", LABELS);
    private final Counter ended = counter("sglang:num_requests_total", "Requests that ended, however.", LABELS);
    private final Counter aborted =
            counter("sglang:num_aborted_requests_total", "Requests that were aborted or whose caller left.", LABELS);
    private final Counter failed = counter(
            "slipway_failed_requests_total",
            "Requests that ended with an error.",
            "model_name",
            "operation",
            "protocol",
            "code");

    private record Key(String model, String operation, Call.Protocol protocol) {}

    /** A number asked for whenever the metrics are read. */
    void gauge(String name, String help, Supplier<String> model, LongSupplier value) {
        GaugeWithCallback.builder()
                .name(name)
                .help(help)
                .labelNames("model_name")
                .callback(told -> told.call((double) value.getAsLong(), model.get()))
                .register(registry);
    }

    void counter(String name, String help, LongSupplier value) {
        CounterWithCallback.builder()
                .name(name)
                .help(help)
                .callback(told -> told.call((double) value.getAsLong()))
                .register(registry);
    }

    /** @param model a name of the server's own: callers' texts would make series without bound */
    RequestSeries series(String model, Call call) {
        return series.computeIfAbsent(new Key(model, call.operation(), call.protocol()), this::resolve);
    }

    private RequestSeries resolve(Key key) {
        String[] labels = {key.model(), key.operation(), label(key.protocol())};
        return new RequestSeries(
                new RequestSeries.Times(
                        queue.labelValues(labels),
                        firstToken.labelValues(labels),
                        betweenTokens.labelValues(labels),
                        whole.labelValues(labels)),
                new RequestSeries.Tokens(
                        prompt.labelValues(labels), cached.labelValues(labels), generated.labelValues(labels)),
                ended.labelValues(labels),
                aborted.labelValues(labels));
    }

    void count(EndedRequest request) {
        RequestSeries of = series(request.model(), request.call());
        of.ended().inc();
        of.tokens().prompt().inc(request.usage().prompt());
        of.tokens().cached().inc(request.usage().cached());
        of.tokens().generated().inc(request.usage().completion());
        switch (request.outcome()) {
            case Outcome.Finished _ ->
                of.times().whole().observe(request.times().total() / 1e9);
            case Outcome.Aborted _, Outcome.Cancelled _ -> of.aborted().inc();
            case Outcome.Failed failure ->
                failed.labelValues(
                                request.model(),
                                request.call().operation(),
                                label(request.call().protocol()),
                                failure.code().name())
                        .inc();
        }
    }

    /** The protocol's name in labels, logs and spans. */
    static String label(Call.Protocol protocol) {
        return protocol.name().toLowerCase(Locale.ROOT);
    }

    /** All of them in Prometheus' text form, version 0.0.4. */
    byte[] text() {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        try {
            PrometheusTextFormatWriter.create().write(text, registry.scrape());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toByteArray();
    }

    private Histogram histogram(String name, String help, double[] bounds) {
        return Histogram.builder()
                .name(name)
                .help(help)
                .labelNames(LABELS)
                .classicOnly()
                .classicUpperBounds(bounds)
                .withoutExemplars()
                .register(registry);
    }

    Counter counter(String name, String help, String... labels) {
        return Counter.builder()
                .name(name)
                .help(help)
                .labelNames(labels)
                .withoutExemplars()
                .register(registry);
    }
}
