package dev.slipway.image;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.slipway.image.ImageConfig.Commands;
import dev.slipway.image.ImageConfig.Declared;
import dev.slipway.image.ImageConfig.Healthcheck;
import dev.slipway.image.ImageConfig.History;
import dev.slipway.image.ImageConfig.Runtime;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The image config as JSON (OCI image-spec, config.md; Docker's Healthcheck, OnBuild, Shell, ArgsEscaped). Written as
 * BuildKit does: top-level keys in alphabetical order, sets and labels sorted, empty fields left out.
 */
final class ConfigJson {
    private ConfigJson() {}

    static ImageConfig read(JsonReading json) {
        JsonReading rootfs = json.requiredObject("rootfs");
        List<DiffId> diffIds = rootfs.texts("diff_ids").orElse(List.of()).stream()
                .map(text -> diffId(rootfs, text))
                .toList();
        List<History> history =
                json.objects("history").stream().map(ConfigJson::history).toList();
        long layers = history.stream().filter(entry -> !entry.emptyLayer()).count();
        if (!history.isEmpty() && layers != diffIds.size()) {
            throw json.wrong(
                    "history", layers + " entries with a layer (expected: " + diffIds.size() + ", one a diff_id)");
        }
        return new ImageConfig(
                ManifestJson.normalised(
                        json.requiredText("os"), json.requiredText("architecture"), json.text("variant")),
                time(json, "created"),
                optional(json.text("author")),
                json.object("config").map(ConfigJson::runtime).orElse(Runtime.EMPTY),
                diffIds,
                history);
    }

    private static DiffId diffId(JsonReading rootfs, String text) {
        try {
            return DiffId.parse(text);
        } catch (IllegalArgumentException e) {
            throw rootfs.wrong("diff_ids", String.valueOf(e.getMessage()));
        }
    }

    private static Optional<Instant> time(JsonReading json, String field) {
        return json.text(field).isEmpty() ? Optional.empty() : Optional.of(json.parsed(field, Rfc3339::parse));
    }

    private static Optional<String> optional(String text) {
        return text.isEmpty() ? Optional.empty() : Optional.of(text);
    }

    private static Runtime runtime(JsonReading json) {
        return new Runtime(
                json.text("User"),
                json.text("WorkingDir"),
                json.text("StopSignal"),
                json.texts("Env").orElse(List.of()),
                new Commands(
                        json.texts("Entrypoint"), json.texts("Cmd"), json.texts("Shell"), json.flag("ArgsEscaped")),
                json.object("Healthcheck").map(ConfigJson::healthcheck),
                new Declared(json.keys("ExposedPorts"), json.keys("Volumes"), json.textMap("Labels")),
                json.texts("OnBuild").orElse(List.of()));
    }

    private static Healthcheck healthcheck(JsonReading json) {
        return new Healthcheck(
                json.texts("Test").orElse(List.of()),
                json.number("Interval"),
                json.number("Timeout"),
                json.number("StartPeriod"),
                json.number("StartInterval"),
                Math.toIntExact(Math.clamp(json.number("Retries"), 0L, Integer.MAX_VALUE)));
    }

    private static History history(JsonReading json) {
        return new History(
                time(json, "created"),
                json.text("created_by"),
                json.text("author"),
                json.text("comment"),
                json.flag("empty_layer"));
    }

    static byte[] write(ImageConfig config) {
        return ManifestJson.bytes(out -> {
            out.writeStartObject();
            out.writeStringField("architecture", config.platform().architecture());
            ManifestJson.text(out, "author", config.author().orElse(""));
            out.writeObjectFieldStart("config");
            runtime(out, config.runtime());
            out.writeEndObject();
            time(out, config.created());
            out.writeArrayFieldStart("history");
            for (History entry : config.history()) {
                history(out, entry);
            }
            out.writeEndArray();
            out.writeStringField("os", config.platform().os());
            out.writeObjectFieldStart("rootfs");
            out.writeStringField("type", "layers");
            out.writeArrayFieldStart("diff_ids");
            for (DiffId diffId : config.diffIds()) {
                out.writeString(diffId.toString());
            }
            out.writeEndArray();
            out.writeEndObject();
            ManifestJson.text(out, "variant", config.platform().variant());
            out.writeEndObject();
        });
    }

    private static void runtime(JsonGenerator out, Runtime runtime) throws IOException {
        ManifestJson.text(out, "User", runtime.user());
        keys(out, "ExposedPorts", runtime.sets().exposedPorts());
        texts(out, "Env", runtime.env());
        texts(out, "Entrypoint", runtime.lists().entrypoint().orElse(List.of()));
        texts(out, "Cmd", runtime.lists().cmd().orElse(List.of()));
        keys(out, "Volumes", runtime.sets().volumes());
        ManifestJson.text(out, "WorkingDir", runtime.workingDir());
        // Go writes maps sorted; the order of LABEL lines is no part of an image's meaning.
        ManifestJson.textMap(out, "Labels", new TreeMap<>(runtime.sets().labels()));
        ManifestJson.text(out, "StopSignal", runtime.stopSignal());
        if (runtime.lists().argsEscaped()) {
            out.writeBooleanField("ArgsEscaped", true);
        }
        if (runtime.healthcheck().isPresent()) {
            healthcheck(out, runtime.healthcheck().get());
        }
        texts(out, "OnBuild", runtime.onBuild());
        texts(out, "Shell", runtime.lists().shell().orElse(List.of()));
    }

    private static void healthcheck(JsonGenerator out, Healthcheck check) throws IOException {
        out.writeObjectFieldStart("Healthcheck");
        texts(out, "Test", check.test());
        Map<String, Long> numbers = new java.util.LinkedHashMap<>();
        numbers.put("Interval", check.intervalNanos());
        numbers.put("Timeout", check.timeoutNanos());
        numbers.put("StartPeriod", check.startPeriodNanos());
        numbers.put("StartInterval", check.startIntervalNanos());
        numbers.put("Retries", (long) check.retries());
        for (Map.Entry<String, Long> number : numbers.entrySet()) {
            if (number.getValue() != 0) {
                out.writeNumberField(number.getKey(), number.getValue());
            }
        }
        out.writeEndObject();
    }

    private static void history(JsonGenerator out, History entry) throws IOException {
        out.writeStartObject();
        time(out, entry.created());
        ManifestJson.text(out, "created_by", entry.createdBy());
        ManifestJson.text(out, "author", entry.author());
        ManifestJson.text(out, "comment", entry.comment());
        if (entry.emptyLayer()) {
            out.writeBooleanField("empty_layer", true);
        }
        out.writeEndObject();
    }

    private static void time(JsonGenerator out, Optional<Instant> time) throws IOException {
        if (time.isPresent()) {
            out.writeStringField("created", Rfc3339.format(time.get()));
        }
    }

    private static void texts(JsonGenerator out, String field, List<String> values) throws IOException {
        if (!values.isEmpty()) {
            out.writeArrayFieldStart(field);
            for (String value : values) {
                out.writeString(value);
            }
            out.writeEndArray();
        }
    }

    private static void keys(JsonGenerator out, String field, List<String> names) throws IOException {
        if (!names.isEmpty()) {
            out.writeObjectFieldStart(field);
            for (String name : names) {
                out.writeObjectFieldStart(name);
                out.writeEndObject();
            }
            out.writeEndObject();
        }
    }
}
