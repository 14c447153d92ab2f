package dev.slipway.serve.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.serve.InferenceServer;
import dev.slipway.serve.api.JsonBody;
import dev.slipway.serve.config.ServeConfig;
import dev.slipway.serve.scripted.Script;
import dev.slipway.serve.scripted.ScriptedEngine;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * 200 streams at once for a minute from a server with a heap of 512 MiB, half of them over gRPC; every tenth reads more
 * slowly than its answer is made. {@code -Dslipway.soak.seconds=N} is another time.
 */
class SoakTest {
    private static final int SECONDS = Integer.getInteger("slipway.soak.seconds", 60);
    private static final int STREAMS = 200;
    private static final long SLACK_BYTES = 8L << 20;

    @Test
    @Timeout(value = 5, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void twoHundredStreamsInASmallHeap_loseNothingAndKeepTheirOrder() throws Exception {
        List<SoakStream> streams = IntStream.range(0, STREAMS)
                .mapToObj(number -> SoakStream.of(number, SECONDS))
                .toList();
        try (SoakServer server = new SoakServer();
                ExecutorService readers = Executors.newVirtualThreadPerTaskExecutor()) {
            long begin = System.nanoTime();
            List<Future<String>> texts = new ArrayList<>();
            for (SoakStream stream : streams) {
                texts.add(readers.submit(() -> stream.read(server)));
            }
            Future<List<String>> expected = readers.submit(() -> expected(streams));
            long heap = watch(server, begin);
            for (int i = 0; i < STREAMS; i++) {
                assertThat(texts.get(i).get())
                        .as("%s", streams.get(i))
                        .hasSize(streams.get(i).tokens())
                        .isEqualTo(expected.get().get(i));
            }
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThan(Duration.ofSeconds(SECONDS - 1));
            SoakServer.State end = server.state();
            assertThat(end.running()).isZero();
            assertThat(end.heapBytes()).isLessThan(heap);
        }
    }

    /**
     * As the streams run, the server needs no more memory than when all had begun; how much that is. The buffers of the
     * sockets take what slow readers have not read yet, so that those may have left the engine before they have all.
     */
    private static long watch(SoakServer server, long begin) throws Exception {
        SoakServer.State first = server.state();
        while (first.running() < STREAMS) {
            assertThat(Duration.ofNanos(System.nanoTime() - begin))
                    .as("all begin before the first ends")
                    .isLessThan(Duration.ofSeconds(SECONDS));
            TimeUnit.MILLISECONDS.sleep(100);
            first = server.state();
        }
        for (int tenth = 2; tenth < 10; tenth++) {
            long next = begin
                    + Duration.ofSeconds(SECONDS)
                            .multipliedBy(tenth)
                            .dividedBy(10)
                            .toNanos();
            TimeUnit.NANOSECONDS.sleep(next - System.nanoTime());
            SoakServer.State now = server.state();
            assertThat(now.running()).isGreaterThanOrEqualTo(STREAMS * 9 / 10);
            assertThat(now.heapBytes()).isLessThan(first.heapBytes() + SLACK_BYTES);
        }
        return first.heapBytes();
    }

    private static List<String> expected(List<SoakStream> streams) throws Exception {
        try (ScriptedEngine engine = new ScriptedEngine(Script.FAST);
                InferenceServer server = InferenceServer.start(ServeConfig.LOCAL, engine);
                HttpClient client = HttpClient.newHttpClient()) {
            SoakStream.Reference reference = (path, json) -> {
                URI uri = URI.create("http://127.0.0.1:" + server.httpPort() + path);
                HttpRequest request = HttpRequest.newBuilder(uri)
                        .header("content-type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(json))
                        .build();
                return JsonBody.read(client.send(request, HttpResponse.BodyHandlers.ofByteArray())
                        .body());
            };
            List<String> expected = new ArrayList<>();
            for (SoakStream stream : streams) {
                expected.add(stream.expected(reference));
            }
            return expected;
        }
    }
}
