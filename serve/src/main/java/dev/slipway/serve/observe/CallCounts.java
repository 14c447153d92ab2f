package dev.slipway.serve.observe;

import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.logging.RequestLog;
import com.linecorp.armeria.server.DecoratingHttpServiceFunction;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.ServerMethodDefinition;
import io.grpc.Status;
import io.prometheus.metrics.core.metrics.Counter;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Counts all calls by how they were answered, also those that never became a request: no key, a malformed body, an
 * unknown path. Over HTTP under SGLang's name, over gRPC under that of the gRPC ecosystem's own interceptors. Paths and
 * methods that the server does not have are one series: callers' texts would make series without bound.
 */
final class CallCounts {
    private static final String UNKNOWN = "Unknown";
    private static final String GRPC_STATUS = "grpc-status";

    private final Counter http;
    private final Counter grpc;

    CallCounts(ServeMetrics metrics) {
        this.http = metrics.counter(
                "sglang:http_responses_total", "HTTP calls by their answer.", "endpoint", "status_code", "method");
        this.grpc = metrics.counter(
                "grpc_server_handled_total",
                "gRPC calls by their answer.",
                "grpc_type",
                "grpc_service",
                "grpc_method",
                "grpc_code");
    }

    DecoratingHttpServiceFunction ofHttp() {
        return (service, context, request) -> {
            String endpoint = context.config().route().isFallback()
                    ? UNKNOWN
                    : context.config().route().patternString();
            String method = context.method().name();
            context.log()
                    .whenComplete()
                    .thenAccept(log ->
                            http.labelValues(endpoint, httpStatus(log), method).inc());
            return service.serve(context, request);
        };
    }

    /** A caller that left before the answer began never saw a status: it is 499, as nginx counts it. */
    private static String httpStatus(RequestLog log) {
        HttpStatus status = log.responseHeaders().status();
        return (status.equals(HttpStatus.UNKNOWN) ? HttpStatus.CLIENT_CLOSED_REQUEST : status).codeAsText();
    }

    /** @param methods of the server, by their full names: {@code SERVICE/METHOD} */
    DecoratingHttpServiceFunction ofGrpc(Map<String, ServerMethodDefinition<?, ?>> methods) {
        return (service, context, request) -> {
            ServerMethodDefinition<?, ?> method = methods.get(context.path().substring(1));
            String[] labels = method == null
                    ? new String[] {UNKNOWN, UNKNOWN, UNKNOWN}
                    : new String[] {
                        type(method.getMethodDescriptor().getType()),
                        String.valueOf(method.getMethodDescriptor().getServiceName()),
                        String.valueOf(method.getMethodDescriptor().getBareMethodName())
                    };
            context.log()
                    .whenComplete()
                    .thenAccept(log -> grpc.labelValues(labels[0], labels[1], labels[2], grpcStatus(log))
                            .inc());
            return service.serve(context, request);
        };
    }

    private static String type(MethodType type) {
        return switch (type) {
            case UNARY -> "unary";
            case CLIENT_STREAMING -> "client_stream";
            case SERVER_STREAMING -> "server_stream";
            case BIDI_STREAMING -> "bidi_stream";
            case UNKNOWN -> UNKNOWN;
        };
    }

    /** The code's name as gRPC's own metrics write it: {@code OK}, {@code InvalidArgument}. */
    private static String grpcStatus(RequestLog log) {
        String code = Optional.ofNullable(log.responseTrailers().get(GRPC_STATUS))
                .or(() -> Optional.ofNullable(log.responseHeaders().get(GRPC_STATUS)))
                .orElse("");
        if (code.isEmpty()) {
            return name(
                    log.responseHeaders().status().equals(HttpStatus.NOT_FOUND)
                            ? Status.Code.UNIMPLEMENTED
                            : Status.Code.CANCELLED);
        }
        return name(Status.fromCodeValue(Integer.parseInt(code)).getCode());
    }

    private static String name(Status.Code code) {
        if (code == Status.Code.OK) {
            return "OK";
        }
        StringBuilder name = new StringBuilder();
        for (String word : code.name().split("_")) {
            name.append(word.charAt(0)).append(word.substring(1).toLowerCase(Locale.ROOT));
        }
        return name.toString();
    }
}
