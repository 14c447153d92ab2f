package dev.slipway.serve.grpc;

import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.slipway.serve.api.Call;
import dev.slipway.serve.api.TraceHeaders;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a call's headers say: its limit of time and its trace. */
record GrpcCall(RequestHeaders headers, Optional<Duration> timeout) {
    /** PROTOCOL-HTTP2.md, Timeout. */
    private static final Pattern TIMEOUT = Pattern.compile("([0-9]{1,8})([HMSmun])");

    /** The one that grpc-java answers on this thread. */
    static GrpcCall current() {
        ServiceRequestContext context = ServiceRequestContext.current();
        long millis = context.requestTimeoutMillis();
        return new GrpcCall(
                context.request().headers(), millis > 0 ? Optional.of(Duration.ofMillis(millis)) : Optional.empty());
    }

    static GrpcCall of(RequestHeaders headers) {
        String timeout = headers.get(GrpcHeaders.TIMEOUT);
        return new GrpcCall(headers, timeout == null ? Optional.empty() : duration(timeout));
    }

    private static Optional<Duration> duration(String timeout) {
        Matcher parts = TIMEOUT.matcher(timeout);
        if (!parts.matches()) {
            return Optional.empty();
        }
        ChronoUnit unit = switch (parts.group(2)) {
            case "H" -> ChronoUnit.HOURS;
            case "M" -> ChronoUnit.MINUTES;
            case "S" -> ChronoUnit.SECONDS;
            case "m" -> ChronoUnit.MILLIS;
            case "u" -> ChronoUnit.MICROS;
            default -> ChronoUnit.NANOS;
        };
        return Optional.of(Duration.of(Long.parseLong(parts.group(1)), unit));
    }

    /** The call of an operation; what its message carries is nearer to the caller than what the connection does. */
    Call as(String operation, Map<String, String> given) {
        Map<String, String> trace = TraceHeaders.of(headers::get);
        given.forEach((name, value) -> trace.put(name.toLowerCase(Locale.ROOT), value));
        return new Call(operation, Call.Protocol.GRPC, timeout, trace);
    }
}
