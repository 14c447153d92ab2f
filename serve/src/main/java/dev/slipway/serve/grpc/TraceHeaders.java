package dev.slipway.serve.grpc;

import com.linecorp.armeria.common.RequestHeaders;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The headers of a call that tell which trace it belongs to (W3C Trace Context and Baggage). */
final class TraceHeaders {
    private static final List<String> NAMES = List.of("traceparent", "tracestate", "baggage");

    private TraceHeaders() {}

    static Map<String, String> of(RequestHeaders headers) {
        Map<String, String> found = new TreeMap<>();
        for (String name : NAMES) {
            String value = headers.get(name);
            if (value != null) {
                found.put(name, value);
            }
        }
        return found;
    }
}
