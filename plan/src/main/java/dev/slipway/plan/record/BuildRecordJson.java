package dev.slipway.plan.record;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.slipway.image.Digest;
import dev.slipway.image.Rfc3339;
import dev.slipway.plan.graph.CacheKey;
import dev.slipway.plan.record.BuildRecord.Cost;
import dev.slipway.plan.record.BuildRecord.StepRecord;
import dev.slipway.plan.record.CacheOutcome.Change;
import dev.slipway.plan.record.CacheOutcome.MissCause;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * A build record as JSON, format version 2. Durations are nanoseconds, times RFC 3339, sizes bytes:
 *
 * <pre>
 * {"version":2,"id":…,"started":…,"duration":…,"outcome":"succeeded",
 *  "invocation":{"dockerfile":…,"context":…,"target":…,"platforms":[…],"tags":[…],
 *                "arguments":{"VERSION":"3"}},
 *  "steps":[{"vertex":…,"place":…,"name":…,"line":7,"inputs":[…],
 *            "key":{"digest":…,"parts":[{"kind":"op","label":…,"digest":…}]},"output":…,
 *            "outcome":{"type":"miss","cause":{"type":"changed","changes":[{"kind":"file","subject":…}]}},
 *            "cost":{"start":…,"duration":…,"cpu":…,"layerBytes":[…],"newBytes":…}}],
 *  "images":[…],
 *  "built":[{"config":…,"layers":[{"diffId":…},{"diffId":…,"vertex":…}]}]}
 * </pre>
 *
 * <p>Version 1 had no {@code arguments} and no {@code built}. Readers take it for a record with none, ignore fields they
 * do not know and refuse a higher version.
 */
public final class BuildRecordJson {
    static final int VERSION = 2;

    private BuildRecordJson() {}

    /** UTF-8, one line. */
    public static byte[] write(BuildRecord build) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(8192);
        try (JsonGenerator out = new JsonFactory().createGenerator(bytes)) {
            new Writer(out).build(build);
        } catch (IOException e) {
            throw new UncheckedIOException("writing a build record to memory", e);
        }
        return bytes.toByteArray();
    }

    /** @throws dev.slipway.image.MalformedImageException when the text is no build record of this version */
    public static BuildRecord read(byte[] json) {
        return BuildRecordReader.read(json);
    }

    static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    private record Writer(JsonGenerator out) {
        void build(BuildRecord build) throws IOException {
            out.writeStartObject();
            out.writeNumberField("version", VERSION);
            out.writeStringField("id", build.id());
            out.writeStringField("started", Rfc3339.format(build.started()));
            out.writeNumberField("duration", build.duration().toNanos());
            out.writeStringField("outcome", word(build.outcome()));
            invocation(build.invocation());
            out.writeArrayFieldStart("steps");
            for (StepRecord step : build.steps()) {
                step(step);
            }
            out.writeEndArray();
            texts("images", build.imageDigests());
            out.writeArrayFieldStart("built");
            for (BuildRecord.BuiltImage image : build.builtImages()) {
                built(image);
            }
            out.writeEndArray();
            out.writeEndObject();
        }

        private void built(BuildRecord.BuiltImage image) throws IOException {
            out.writeStartObject();
            out.writeStringField("config", image.config().toString());
            out.writeArrayFieldStart("layers");
            for (BuildRecord.BuiltLayer layer : image.layers()) {
                out.writeStartObject();
                out.writeStringField("diffId", layer.diffId().digest().toString());
                if (layer.vertex().isPresent()) {
                    out.writeStringField("vertex", layer.vertex().get().toString());
                }
                out.writeEndObject();
            }
            out.writeEndArray();
            out.writeEndObject();
        }

        private void invocation(BuildRecord.Invocation invocation) throws IOException {
            out.writeObjectFieldStart("invocation");
            out.writeStringField("dockerfile", invocation.dockerfile());
            out.writeStringField("context", invocation.context());
            out.writeStringField("target", invocation.target());
            texts("platforms", invocation.platforms());
            texts("tags", invocation.tags());
            out.writeObjectFieldStart("arguments");
            for (Map.Entry<String, String> argument : new TreeMap<>(invocation.arguments()).entrySet()) {
                out.writeStringField(argument.getKey(), argument.getValue());
            }
            out.writeEndObject();
            out.writeEndObject();
        }

        private void step(StepRecord step) throws IOException {
            out.writeStartObject();
            out.writeStringField("vertex", step.vertex().toString());
            out.writeStringField("place", step.place());
            out.writeStringField("name", step.name());
            out.writeNumberField("line", step.line());
            texts("inputs", step.inputs());
            if (step.key().isPresent()) {
                key(step.key().get());
            }
            if (step.output().isPresent()) {
                out.writeStringField("output", step.output().get().toString());
            }
            outcome(step.outcome());
            cost(step.cost());
            out.writeEndObject();
        }

        private void key(CacheKey key) throws IOException {
            out.writeObjectFieldStart("key");
            out.writeStringField("digest", key.digest().toString());
            out.writeArrayFieldStart("parts");
            for (CacheKey.KeyPart part : key.parts()) {
                out.writeStartObject();
                out.writeStringField("kind", word(part.kind()));
                out.writeStringField("label", part.label());
                out.writeStringField("digest", part.digest().toString());
                out.writeEndObject();
            }
            out.writeEndArray();
            out.writeEndObject();
        }

        private void outcome(CacheOutcome outcome) throws IOException {
            out.writeObjectFieldStart("outcome");
            switch (outcome) {
                case CacheOutcome.Hit() -> type("hit");
                case CacheOutcome.Shared() -> type("shared");
                case CacheOutcome.NotCached() -> type("not-cached");
                case CacheOutcome.Miss(MissCause cause) -> {
                    type("miss");
                    out.writeObjectFieldStart("cause");
                    cause(cause);
                    out.writeEndObject();
                }
            }
            out.writeEndObject();
        }

        private void cause(MissCause cause) throws IOException {
            switch (cause) {
                case MissCause.FirstRun() -> type("first-run");
                case MissCause.Requested() -> type("requested");
                case MissCause.ResultGone() -> type("result-gone");
                case MissCause.Changed changed -> {
                    type("changed");
                    out.writeArrayFieldStart("changes");
                    for (Change change : changed.changes()) {
                        change(change);
                    }
                    out.writeEndArray();
                }
            }
        }

        private void change(Change change) throws IOException {
            out.writeStartObject();
            out.writeStringField("kind", change.kind());
            out.writeStringField("subject", change.subject());
            out.writeStringField("before", change.before());
            out.writeStringField("after", change.after());
            out.writeEndObject();
        }

        private void type(String type) throws IOException {
            out.writeStringField("type", type);
        }

        private void cost(Cost cost) throws IOException {
            out.writeObjectFieldStart("cost");
            out.writeNumberField("start", cost.start().toNanos());
            out.writeNumberField("duration", cost.duration().toNanos());
            out.writeNumberField("cpu", cost.cpu().toNanos());
            out.writeArrayFieldStart("layerBytes");
            for (long bytes : cost.layerBytes()) {
                out.writeNumber(bytes);
            }
            out.writeEndArray();
            out.writeNumberField("newBytes", cost.newBytes());
            out.writeEndObject();
        }

        private void texts(String field, Collection<?> values) throws IOException {
            out.writeArrayFieldStart(field);
            for (Object value : values) {
                out.writeString(value instanceof Digest digest ? digest.toString() : String.valueOf(value));
            }
            out.writeEndArray();
        }
    }
}
