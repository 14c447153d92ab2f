package dev.slipway.serve.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.serve.InferenceServer;
import dev.slipway.serve.config.ServeConfig;
import dev.slipway.serve.config.Telemetry;
import dev.slipway.serve.scripted.Script;
import dev.slipway.serve.scripted.ScriptedEngine;
import dev.slipway.serve.upstream.UpstreamConfig;
import dev.slipway.serve.upstream.UpstreamEngine;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Two servers, the second the first one's upstream, each with a collector of its own. */
class TracedUpstreamTest {
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String CALLER = "00f067aa0ba902b7";

    private final StubCollector frontSpans = new StubCollector();
    private final StubCollector backSpans = new StubCollector();
    private final ScriptedEngine model = new ScriptedEngine(Script.FAST);
    private final InferenceServer back = InferenceServer.start(traced(backSpans), model);
    private final UpstreamEngine upstream = UpstreamEngine.connect(UpstreamConfig.of(address(back)));
    private final InferenceServer front = InferenceServer.start(traced(frontSpans), upstream);
    private final HttpClient http = HttpClient.newHttpClient();

    TracedUpstreamTest() throws Exception {}

    private static ServeConfig traced(StubCollector collector) {
        return ServeConfig.LOCAL.withTelemetry(new Telemetry(false, Optional.of(collector.endpoint())));
    }

    private static URI address(InferenceServer server) {
        return URI.create("http://127.0.0.1:" + server.httpPort());
    }

    @AfterEach
    void close() {
        http.close();
        front.close();
        upstream.close();
        back.close();
        model.close();
        frontSpans.close();
        backSpans.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/generate | {\"text\":\"a\",\"sampling_params\":{\"max_new_tokens\":2}}",
                "/v1/chat/completions | {\"messages\":[{\"role\":\"user\",\"content\":\"a\"}],\"max_tokens\":2}",
                "/v1/embeddings | {\"input\":\"a\"}"
            })
    void spanOfAnUpstream_isTheChildOfTheServersOwn(String path, String body) throws Exception {
        HttpResponse<String> answer = http.send(
                HttpRequest.newBuilder(address(front).resolve(path.strip()))
                        .header("content-type", "application/json")
                        .header("traceparent", "00-" + TRACE + "-" + CALLER + "-01")
                        .header("tracestate", "vendor=1")
                        .POST(HttpRequest.BodyPublishers.ofString(body.strip()))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        OtlpSpan first = frontSpans.await().span();
        OtlpSpan second = backSpans.await().span();
        assertThat(first.traceId()).isEqualTo(TRACE);
        assertThat(first.parentId()).isEqualTo(CALLER);
        assertThat(second.traceId()).isEqualTo(TRACE);
        assertThat(second.parentId()).isEqualTo(first.spanId());
        assertThat(second.state()).isEqualTo("vendor=1");
    }
}
