package dev.slipway.plan.record;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.image.DiffId;
import dev.slipway.image.Digest;
import dev.slipway.image.JsonReading;
import dev.slipway.image.Rfc3339;
import dev.slipway.plan.graph.CacheKey;
import dev.slipway.plan.record.BuildRecord.Cost;
import dev.slipway.plan.record.BuildRecord.Invocation;
import dev.slipway.plan.record.BuildRecord.Outcome;
import dev.slipway.plan.record.BuildRecord.StepRecord;
import dev.slipway.plan.record.CacheOutcome.Change;
import dev.slipway.plan.record.CacheOutcome.MissCause;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** {@link BuildRecordJson#read}. */
final class BuildRecordReader {
    private static final int MOST_BYTES = 64 << 20;

    private BuildRecordReader() {}

    static BuildRecord read(byte[] bytes) {
        JsonReading json = JsonReading.parse(bytes, "build record", MOST_BYTES);
        long version = json.number("version");
        if (version < 1 || version > BuildRecordJson.VERSION) {
            throw json.wrong("version", version + " (expected: 1 to " + BuildRecordJson.VERSION + ")");
        }
        return new BuildRecord(
                json.requiredText("id"),
                json.parsed("started", Rfc3339::parse),
                nanos(json, "duration"),
                constant(json, "outcome", Outcome.values()),
                invocation(json.requiredObject("invocation")),
                json.objects("steps").stream().map(BuildRecordReader::step).toList(),
                texts(json, "images"),
                json.objects("built").stream()
                        .map(BuildRecordReader::builtImage)
                        .toList());
    }

    private static BuildRecord.BuiltImage builtImage(JsonReading json) {
        return new BuildRecord.BuiltImage(
                json.parsed("config", Digest::parse),
                json.objects("layers").stream()
                        .map(layer -> new BuildRecord.BuiltLayer(
                                new DiffId(layer.parsed("diffId", Digest::parse)),
                                layer.has("vertex")
                                        ? Optional.of(layer.parsed("vertex", Digest::parse))
                                        : Optional.empty()))
                        .toList());
    }

    private static Invocation invocation(JsonReading json) {
        return new Invocation(
                json.text("dockerfile"),
                json.text("context"),
                json.text("target"),
                texts(json, "platforms"),
                texts(json, "tags"),
                json.textMap("arguments"));
    }

    private static StepRecord step(JsonReading json) {
        return new StepRecord(
                json.parsed("vertex", Digest::parse),
                json.text("place"),
                json.text("name"),
                Math.toIntExact(Math.clamp(json.number("line"), 0L, Integer.MAX_VALUE)),
                digests(json, "inputs"),
                json.object("key").map(BuildRecordReader::key),
                json.has("output") ? Optional.of(json.parsed("output", Digest::parse)) : Optional.empty(),
                outcome(json.requiredObject("outcome")),
                cost(json.requiredObject("cost")));
    }

    private static CacheKey key(JsonReading json) {
        List<CacheKey.KeyPart> parts = json.objects("parts").stream()
                .map(part -> new CacheKey.KeyPart(
                        constant(part, "kind", CacheKey.Kind.values()),
                        part.text("label"),
                        part.parsed("digest", Digest::parse)))
                .toList();
        return new CacheKey(json.parsed("digest", Digest::parse), parts);
    }

    private static CacheOutcome outcome(JsonReading json) {
        return switch (json.requiredText("type")) {
            case "hit" -> new CacheOutcome.Hit();
            case "shared" -> new CacheOutcome.Shared();
            case "not-cached" -> new CacheOutcome.NotCached();
            case "miss" -> new CacheOutcome.Miss(cause(json.requiredObject("cause")));
            default -> throw unknown(json, "type");
        };
    }

    private static MissCause cause(JsonReading json) {
        return switch (json.requiredText("type")) {
            case "first-run" -> new MissCause.FirstRun();
            case "requested" -> new MissCause.Requested();
            case "result-gone" -> new MissCause.ResultGone();
            case "changed" ->
                new MissCause.Changed(json.objects("changes").stream()
                        .map(change -> new Change(
                                change.text("kind"),
                                change.text("subject"),
                                change.text("before"),
                                change.text("after")))
                        .toList());
            default -> throw unknown(json, "type");
        };
    }

    private static Cost cost(JsonReading json) {
        List<Long> sizes = new ArrayList<>();
        JsonNode listed = json.node().path("layerBytes");
        for (JsonNode size : listed) {
            if (!size.isIntegralNumber()) {
                throw json.wrong("layerBytes", "\"" + size + "\" (expected: bytes)");
            }
            sizes.add(size.longValue());
        }
        // records of the first versions do not have it
        long made = json.node().path("newBytes").asLong(0);
        return new Cost(nanos(json, "start"), nanos(json, "duration"), nanos(json, "cpu"), sizes, made);
    }

    private static Duration nanos(JsonReading json, String field) {
        return Duration.ofNanos(json.number(field));
    }

    private static List<String> texts(JsonReading json, String field) {
        return json.texts(field).orElse(List.of());
    }

    private static List<Digest> digests(JsonReading json, String field) {
        List<Digest> digests = new ArrayList<>();
        for (String text : texts(json, field)) {
            try {
                digests.add(Digest.parse(text));
            } catch (IllegalArgumentException e) {
                throw json.wrong(field, String.valueOf(e.getMessage()));
            }
        }
        return digests;
    }

    private static <E extends Enum<E>> E constant(JsonReading json, String field, E[] values) {
        String text = json.requiredText(field).toUpperCase(Locale.ROOT);
        for (E value : values) {
            if (value.name().equals(text)) {
                return value;
            }
        }
        throw unknown(json, field);
    }

    private static RuntimeException unknown(JsonReading json, String field) {
        return json.wrong(field, "\"" + json.text(field) + "\" (expected: a word of this version)");
    }
}
