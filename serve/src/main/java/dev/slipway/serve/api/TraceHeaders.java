package dev.slipway.serve.api;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The headers of a call that tell which trace it belongs to (W3C Trace Context and Baggage). */
public final class TraceHeaders {
    private static final List<String> NAMES = List.of("traceparent", "tracestate", "baggage");

    private TraceHeaders() {}

    /**
     * Those that are there, by their name; the map is the caller's.
     *
     * @param header a header by its name in lower case, null when it is not there
     */
    public static Map<String, String> of(Function<String, @Nullable String> header) {
        Map<String, String> found = new TreeMap<>();
        for (String name : NAMES) {
            String value = header.apply(name);
            if (value != null) {
                found.put(name, value);
            }
        }
        return found;
    }
}
