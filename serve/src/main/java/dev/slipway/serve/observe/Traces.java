package dev.slipway.serve.observe;

import dev.slipway.serve.api.Call;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A server span a request, sent in batches over OTLP/HTTP (protobuf). It gets its times and attributes once the
 * request is over: a request costs nothing for it while it runs. Its parent is that of the caller's {@code traceparent}
 * (W3C Trace Context), and it is the parent of what an upstream makes of the request. Attributes by OpenTelemetry's
 * conventions for generative AI.
 */
final class Traces implements AutoCloseable {
    private static final AttributeKey<String> OPERATION = AttributeKey.stringKey("gen_ai.operation.name");
    private static final AttributeKey<String> MODEL = AttributeKey.stringKey("gen_ai.request.model");
    private static final AttributeKey<String> RESPONSE_ID = AttributeKey.stringKey("gen_ai.response.id");
    private static final AttributeKey<List<String>> FINISH_REASONS =
            AttributeKey.stringArrayKey("gen_ai.response.finish_reasons");
    private static final AttributeKey<Long> INPUT_TOKENS = AttributeKey.longKey("gen_ai.usage.input_tokens");
    private static final AttributeKey<Long> OUTPUT_TOKENS = AttributeKey.longKey("gen_ai.usage.output_tokens");
    private static final AttributeKey<String> ERROR_TYPE = AttributeKey.stringKey("error.type");
    private static final AttributeKey<String> PROTOCOL = AttributeKey.stringKey("slipway.protocol");
    private static final AttributeKey<String> OUTCOME = AttributeKey.stringKey("slipway.outcome");
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private final SdkTracerProvider provider;
    private final Tracer tracer;

    Traces(URI endpoint, String version) {
        OtlpHttpSpanExporter exporter =
                OtlpHttpSpanExporter.builder().setEndpoint(endpoint.toString()).build();
        this.provider = SdkTracerProvider.builder()
                .setResource(Resource.getDefault().toBuilder()
                        .put("service.name", "slipway-serve")
                        .put("service.version", version)
                        .build())
                .addSpanProcessor(BatchSpanProcessor.builder(exporter)
                        .setScheduleDelay(Duration.ofSeconds(1))
                        .build())
                .build();
        this.tracer = provider.get("dev.slipway.serve");
    }

    /** The request's span, in the caller's trace or in a new one; {@link #end} ends it. */
    Span begin(Call call, String model) {
        return tracer.spanBuilder(call.operation() + " " + model)
                .setSpanKind(SpanKind.SERVER)
                .setParent(TraceParent.context(call.traceHeaders()))
                .setStartTimestamp(Instant.now())
                .startSpan();
    }

    static void end(Span span, EndedRequest request) {
        span.setAttribute(MODEL, request.model())
                .setAttribute(RESPONSE_ID, request.rid())
                .setAttribute(INPUT_TOKENS, (long) request.usage().prompt())
                .setAttribute(OUTPUT_TOKENS, (long) request.usage().completion())
                .setAttribute(PROTOCOL, ServeMetrics.label(request.call().protocol()))
                .setAttribute(OUTCOME, request.outcome().label());
        conventional(request.call().operation()).ifPresent(name -> span.setAttribute(OPERATION, name));
        request.times().started().ifPresent(nanos -> span.addEvent("started", request.at(nanos)));
        request.times().firstToken().ifPresent(nanos -> span.addEvent("first_token", request.at(nanos)));
        tell(span, request.outcome());
        span.end(request.at(request.times().total()));
    }

    private static void tell(Span span, Outcome outcome) {
        switch (outcome) {
            case Outcome.Finished finished ->
                finished.reason().ifPresent(reason -> span.setAttribute(FINISH_REASONS, List.of(reason)));
            case Outcome.Failed failure -> {
                span.setAttribute(ERROR_TYPE, failure.code().name());
                span.setStatus(StatusCode.ERROR, failure.code().name());
            }
            case Outcome.Aborted _ -> span.setAttribute(FINISH_REASONS, List.of("abort"));
            case Outcome.Cancelled _ -> {}
        }
    }

    /** The conventions' name of an operation; not every one has such a name. */
    private static Optional<String> conventional(String operation) {
        return switch (operation) {
            case "ChatComplete" -> Optional.of("chat");
            case "Complete", "TextGenerate", "Generate" -> Optional.of("text_completion");
            case "OpenAIEmbed", "TextEmbed", "Embed" -> Optional.of("embeddings");
            default -> Optional.empty();
        };
    }

    /** Sends what was not sent yet, for at most three seconds. */
    @Override
    public void close() {
        provider.shutdown().join(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    }
}
