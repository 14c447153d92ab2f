package dev.slipway.cli.progress;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.slipway.image.Digest;
import dev.slipway.plan.progress.BuildEvent;
import dev.slipway.plan.record.CacheOutcome;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One JSON object a line, in the shape of BuildKit's {@code SolveStatus} that {@code docker buildx build
 * --progress=rawjson} prints: {@code vertexes}, {@code statuses}, {@code logs}, {@code warnings}.
 */
public final class RawJsonDisplay implements ProgressDisplay {
    private final OutputStream out;
    private final JsonFactory json = JsonFactory.builder()
            .disable(com.fasterxml.jackson.core.StreamWriteFeature.AUTO_CLOSE_TARGET)
            .build();
    private final Map<Digest, Known> known = new HashMap<>();

    public RawJsonDisplay(OutputStream out) {
        this.out = out;
    }

    private record Known(String name, List<Digest> inputs, Optional<Instant> started) {}

    private interface Body {
        void write(JsonGenerator to) throws IOException;
    }

    @Override
    public synchronized void on(BuildEvent event) {
        try {
            switch (event) {
                case BuildEvent.GraphPlanned planned -> {
                    for (BuildEvent.PlannedVertex vertex : planned.vertices()) {
                        known.put(vertex.vertex(), new Known(vertex.name(), vertex.inputs(), Optional.empty()));
                    }
                    array("vertexes", to -> {
                        for (BuildEvent.PlannedVertex vertex : planned.vertices()) {
                            vertex(to, vertex.vertex(), at -> {});
                        }
                    });
                }
                case BuildEvent.VertexStarted started -> {
                    Known before = known.get(started.vertex());
                    known.put(
                            started.vertex(),
                            new Known(
                                    started.name(),
                                    before == null ? List.of() : before.inputs(),
                                    Optional.of(started.at())));
                    array("vertexes", to -> vertex(to, started.vertex(), at -> {}));
                }
                case BuildEvent.VertexCompleted completed ->
                    array(
                            "vertexes",
                            to -> vertex(to, completed.vertex(), at -> {
                                at.writeStringField("completed", completed.at().toString());
                                if (completed.outcome() instanceof CacheOutcome.Hit
                                        || completed.outcome() instanceof CacheOutcome.Shared) {
                                    at.writeBooleanField("cached", true);
                                }
                            }));
                case BuildEvent.VertexFailed failed ->
                    array(
                            "vertexes",
                            to -> vertex(to, failed.vertex(), at -> {
                                at.writeStringField("completed", failed.at().toString());
                                at.writeStringField("error", failed.cancelled() ? "canceled" : failed.message());
                            }));
                case BuildEvent.VertexProgress progress ->
                    array("statuses", to -> {
                        to.writeStartObject();
                        to.writeStringField("id", progress.item());
                        to.writeStringField("vertex", progress.vertex().toString());
                        to.writeNumberField("current", progress.current());
                        to.writeNumberField("total", progress.total());
                        to.writeStringField("timestamp", progress.at().toString());
                        to.writeEndObject();
                    });
                case BuildEvent.VertexLog log ->
                    array("logs", to -> {
                        to.writeStartObject();
                        to.writeStringField("vertex", log.vertex().toString());
                        to.writeNumberField("stream", log.stream() == BuildEvent.Stream.STDOUT ? 1 : 2);
                        to.writeBinaryField("data", log.data());
                        to.writeStringField("timestamp", log.at().toString());
                        to.writeEndObject();
                    });
                case BuildEvent.VertexWarning warning ->
                    array("warnings", to -> {
                        to.writeStartObject();
                        to.writeStringField("vertex", warning.vertex().toString());
                        to.writeNumberField("level", 1);
                        to.writeBinaryField("short", warning.text().getBytes(java.nio.charset.StandardCharsets.UTF_8));
                        to.writeEndObject();
                    });
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write progress", e);
        }
    }

    private void vertex(JsonGenerator to, Digest digest, Body rest) throws IOException {
        Known vertex = known.get(digest);
        to.writeStartObject();
        to.writeStringField("digest", digest.toString());
        if (vertex != null) {
            to.writeArrayFieldStart("inputs");
            for (Digest input : vertex.inputs()) {
                to.writeString(input.toString());
            }
            to.writeEndArray();
            to.writeStringField("name", vertex.name());
            if (vertex.started().isPresent()) {
                to.writeStringField("started", vertex.started().get().toString());
            }
        }
        rest.write(to);
        to.writeEndObject();
    }

    private void array(String field, Body items) throws IOException {
        try (JsonGenerator to = json.createGenerator(out)) {
            to.writeStartObject();
            to.writeArrayFieldStart(field);
            items.write(to);
            to.writeEndArray();
            to.writeEndObject();
        }
        out.write('\n');
        out.flush();
    }

    @Override
    public void close() {
        // each line is flushed
    }
}
