package dev.slipway.serve.observe;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.server.DecoratingHttpServiceFunction;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.grpc.GrpcService;
import dev.slipway.serve.api.Call;
import dev.slipway.serve.api.WatchFactory;
import dev.slipway.serve.dispatch.Dispatcher;
import dev.slipway.serve.dispatch.RequestWatch;
import io.opentelemetry.api.trace.Span;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/**
 * Watches the requests of a server: always for metrics, and for a log and for traces where they are wanted. Close it
 * after the last request ended; it then sends what waits. Idempotent, thread-safe.
 */
public final class Observation implements WatchFactory, AutoCloseable {
    private static final MediaType TEXT = MediaType.parse("text/plain; version=0.0.4; charset=utf-8");

    private final ServeMetrics metrics = new ServeMetrics();
    private final CallCounts calls = new CallCounts(metrics);
    private final Supplier<String> model;
    private final Optional<RequestLog> log;
    private final Optional<Traces> traces;
    private final AtomicBoolean closed = new AtomicBoolean();

    /**
     * @param model the name that callers know the model by; asked for each request, since weights may be updated
     * @param dispatcher where requests run and wait
     */
    public Observation(Supplier<String> model, Dispatcher dispatcher, Outputs outputs) {
        this.model = model;
        this.log = outputs.log().map(RequestLog::new);
        this.traces = outputs.traces().map(endpoint -> new Traces(endpoint, outputs.version()));
        metrics.gauge("sglang:num_running_reqs", "Requests at the engine.", model, dispatcher::runningCount);
        metrics.gauge("sglang:num_queue_reqs", "Requests that wait for a slot.", model, dispatcher::queuedCount);
        log.ifPresent(lines -> metrics.counter(
                "slipway_dropped_log_lines_total", "Lines of the request log that were lost.", lines::dropped));
    }

    @Override
    public RequestWatch watch(Call call, String rid) {
        String name = model.get();
        Optional<Span> span = traces.map(each -> each.begin(call, name));
        return new ObservedRequest(call, rid, name, metrics.series(name, call), new ObservedRequest.Teller() {
            @Override
            public Map<String, String> onward(Map<String, String> headers) {
                return span.map(each -> TraceParent.under(each, headers)).orElse(headers);
            }

            @Override
            public void ended(EndedRequest request) {
                tell(request, span);
            }
        });
    }

    private void tell(EndedRequest request, Optional<Span> span) {
        metrics.count(request);
        span.ifPresent(each -> Traces.end(each, request));
        Optional<String> traceId = span.map(each -> each.getSpanContext().getTraceId())
                .or(() -> TraceParent.traceId(request.call().traceHeaders()));
        log.ifPresent(lines -> lines.log(request, traceId));
    }

    /** Decorates an HTTP server, so that all its calls are counted. */
    public DecoratingHttpServiceFunction countingHttp() {
        return calls.ofHttp();
    }

    /** The same for a gRPC server with this service. */
    public DecoratingHttpServiceFunction countingGrpc(GrpcService service) {
        return calls.ofGrpc(service.methods());
    }

    /** Answers with the metrics in Prometheus' text form. */
    public HttpService metricsService() {
        return (context, request) -> HttpResponse.of(HttpStatus.OK, TEXT, HttpData.wrap(metrics.text()));
    }

    @Override
    public void close() {
        if (closed.getAndSet(true)) {
            return;
        }
        traces.ifPresent(Traces::close);
        log.ifPresent(RequestLog::close);
    }
}
