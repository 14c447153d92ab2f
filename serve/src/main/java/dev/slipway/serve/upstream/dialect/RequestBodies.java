package dev.slipway.serve.upstream.dialect;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.serve.engine.ChatPrompt;
import dev.slipway.serve.engine.RequestRouting;
import dev.slipway.serve.engine.SamplingParams;
import dev.slipway.serve.engine.ServeException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** What requests of several dialects have in common. */
final class RequestBodies {
    private static final Set<String> TRACE = Set.of("traceparent", "tracestate", "baggage", "b3");

    private RequestBodies() {}

    static ServeException unknown(String parameter, String upstream) {
        return new ServeException(
                ServeException.Code.UNIMPLEMENTED,
                parameter + ": " + upstream + " behind this server has no such thing");
    }

    /** Those that belong to a trace, and no other header: a caller must not set what this server says of itself. */
    static Map<String, String> traceHeaders(RequestRouting routing) {
        Map<String, String> headers = new LinkedHashMap<>();
        routing.traceHeaders().forEach((name, value) -> {
            String lower = name.toLowerCase(Locale.ROOT);
            boolean known = TRACE.contains(lower) || lower.startsWith("x-b3-") && lower.matches("[a-z0-9-]+");
            if (known && value.chars().allMatch(each -> each >= ' ' && each <= '~')) {
                headers.put(lower, value);
            }
        });
        return headers;
    }

    /** Messages and options as the caller sent them. */
    static ObjectNode chat(ChatPrompt chat) {
        ObjectNode body = Json.object();
        chat.options().forEach(body::set);
        var messages = body.putArray("messages");
        chat.messages().forEach(message -> messages.add(message.json()));
        return body;
    }

    /** The names that OpenAI's API and all its speakers share. */
    static void common(ObjectNode body, SamplingParams sampling) {
        body.put("temperature", sampling.choice().temperature());
        body.put("top_p", sampling.choice().topP());
        if (!sampling.ending().isUnlimited()) {
            body.put("max_tokens", sampling.ending().maxNewTokens());
        }
        if (sampling.penalties().frequency() != 0) {
            body.put("frequency_penalty", sampling.penalties().frequency());
        }
        if (sampling.penalties().presence() != 0) {
            body.put("presence_penalty", sampling.penalties().presence());
        }
        if (!sampling.ending().stop().isEmpty()) {
            var stop = body.putArray("stop");
            sampling.ending().stop().forEach(stop::add);
        }
        if (sampling.n() > 1) {
            body.put("n", sampling.n());
        }
        sampling.seed().ifPresent(seed -> body.put("seed", seed));
        body.put("stream", true);
        body.putObject("stream_options").put("include_usage", true);
    }
}
