package dev.slipway.serve.openai;

import dev.slipway.serve.api.Call;
import dev.slipway.serve.api.Members;
import dev.slipway.serve.engine.RequestRouting;
import dev.slipway.serve.engine.ServeException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;

/** What all bodies say beside their operation: the ids of the requests, and where they belong. */
final class RequestHead {
    private RequestHead() {}

    /**
     * The ids of {@code count} requests: those of {@code rid}, or made from it, from the call's {@code x-request-id}, or
     * from nothing.
     */
    static List<String> rids(Members body, Call call, String prefix, int count) {
        List<String> given = body.texts("rid");
        if (given.size() > 1 || given.stream().anyMatch(String::isEmpty)) {
            if (given.size() != count || given.stream().anyMatch(String::isEmpty)) {
                throw ServeException.invalid("rid: " + given.size() + " ids (expected: one, or " + count
                        + ", one for each prompt; none of them empty)");
            }
            return given;
        }
        String first = given.isEmpty()
                ? Optional.ofNullable(call.traceHeaders().get("x-request-id"))
                        .filter(id -> !id.isBlank())
                        .orElseGet(() ->
                                prefix + "-" + UUID.randomUUID().toString().replace("-", ""))
                : given.getFirst();
        if (count == 1) {
            return List.of(first);
        }
        List<String> rids = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            rids.add(first + "-" + i);
        }
        return rids;
    }

    static RequestRouting routing(Members body, Call call, Optional<String> adapter) {
        OptionalInt rank = body.integer("routed_dp_rank");
        return new RequestRouting(
                body.text("lora_path").or(() -> adapter),
                body.text("routing_key"),
                rank.isPresent() ? rank : body.integer("data_parallel_rank"),
                body.text("bootstrap_host")
                        .map(host -> new RequestRouting.Disaggregated(
                                host,
                                body.integer("bootstrap_port").orElse(0),
                                body.longInteger("bootstrap_room").orElse(0))),
                call.traceHeaders());
    }
}
