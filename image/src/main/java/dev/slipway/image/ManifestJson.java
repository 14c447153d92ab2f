package dev.slipway.image;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Manifests and indexes as JSON. Written compact, fields in the order of the specification:
 * {@code {"schemaVersion":2,"mediaType":…,"config":{…},"layers":[…],"annotations":{…}}}; empty fields are left out.
 */
final class ManifestJson {
    private ManifestJson() {}

    static Manifest readManifest(JsonReading json, MediaType fallback) {
        MediaType type = mediaType(json, fallback);
        if (!type.isManifest()) {
            throw json.wrong("mediaType", "\"" + type + "\" (expected: an image manifest)");
        }
        checkVersion(json);
        if (json.has("manifests")) {
            // The same bytes read as both kinds is the confusion of CVE-2021-41190.
            throw json.wrong("manifests", "present in an image manifest (expected: only in an index)");
        }
        return new Manifest(
                type,
                descriptor(json.requiredObject("config")),
                json.objects("layers").stream().map(ManifestJson::descriptor).toList(),
                json.textMap("annotations"));
    }

    static ImageIndex readIndex(JsonReading json, MediaType fallback) {
        MediaType type = mediaType(json, fallback);
        if (!type.isIndex()) {
            throw json.wrong("mediaType", "\"" + type + "\" (expected: an image index)");
        }
        checkVersion(json);
        if (json.has("layers") || json.has("config")) {
            throw json.wrong("layers", "present in an index (expected: only in an image manifest)");
        }
        return new ImageIndex(
                type,
                json.objects("manifests").stream().map(ManifestJson::descriptor).toList(),
                json.textMap("annotations"));
    }

    private static MediaType mediaType(JsonReading json, MediaType fallback) {
        String type = json.text("mediaType");
        return type.isEmpty() ? fallback : new MediaType(type);
    }

    private static void checkVersion(JsonReading json) {
        long version = json.number("schemaVersion");
        if (version != 2) {
            throw json.wrong("schemaVersion", version + " (expected: 2)");
        }
    }

    private static Descriptor descriptor(JsonReading json) {
        long size = json.number("size");
        if (size < 0 || !json.has("size")) {
            throw json.wrong("size", size < 0 ? size + " (expected: >= 0)" : "absent (expected: bytes)");
        }
        return new Descriptor(
                new MediaType(json.requiredText("mediaType")),
                json.parsed("digest", Digest::parse),
                size,
                json.object("platform").flatMap(ManifestJson::platform),
                json.textMap("annotations"));
    }

    /** Attestations say {@code unknown/unknown}; that is kept, it matches nothing. */
    private static Optional<Platform> platform(JsonReading json) {
        String os = json.text("os");
        String architecture = json.text("architecture");
        if (os.isEmpty() || architecture.isEmpty()) {
            return Optional.empty();
        }
        String variant = json.text("variant");
        return Optional.of(normalised(os, architecture, variant));
    }

    static Platform normalised(String os, String architecture, String variant) {
        String text = os + "/" + architecture + (variant.isEmpty() ? "" : "/" + variant);
        try {
            return Platform.parse(text);
        } catch (IllegalArgumentException e) {
            return new Platform(os, architecture, variant);
        }
    }

    static byte[] write(Manifest manifest) {
        return bytes(out -> {
            out.writeStartObject();
            out.writeNumberField("schemaVersion", 2);
            out.writeStringField("mediaType", manifest.mediaType().value());
            out.writeFieldName("config");
            descriptor(out, manifest.config());
            descriptors(out, "layers", manifest.layers());
            textMap(out, "annotations", manifest.annotations());
            out.writeEndObject();
        });
    }

    static byte[] write(ImageIndex index) {
        return bytes(out -> {
            out.writeStartObject();
            out.writeNumberField("schemaVersion", 2);
            out.writeStringField("mediaType", index.mediaType().value());
            descriptors(out, "manifests", index.manifests());
            textMap(out, "annotations", index.annotations());
            out.writeEndObject();
        });
    }

    private static void descriptors(JsonGenerator out, String field, List<Descriptor> list) throws IOException {
        out.writeArrayFieldStart(field);
        for (Descriptor each : list) {
            descriptor(out, each);
        }
        out.writeEndArray();
    }

    private static void descriptor(JsonGenerator out, Descriptor descriptor) throws IOException {
        out.writeStartObject();
        out.writeStringField("mediaType", descriptor.mediaType().value());
        out.writeStringField("digest", descriptor.digest().toString());
        out.writeNumberField("size", descriptor.sizeBytes());
        textMap(out, "annotations", descriptor.annotations());
        if (descriptor.platform().isPresent()) {
            Platform platform = descriptor.platform().get();
            out.writeObjectFieldStart("platform");
            out.writeStringField("architecture", platform.architecture());
            out.writeStringField("os", platform.os());
            text(out, "variant", platform.variant());
            out.writeEndObject();
        }
        out.writeEndObject();
    }

    static void text(JsonGenerator out, String field, String value) throws IOException {
        if (!value.isEmpty()) {
            out.writeStringField(field, value);
        }
    }

    static void textMap(JsonGenerator out, String field, Map<String, String> map) throws IOException {
        if (!map.isEmpty()) {
            out.writeObjectFieldStart(field);
            for (Map.Entry<String, String> entry : map.entrySet()) {
                out.writeStringField(entry.getKey(), entry.getValue());
            }
            out.writeEndObject();
        }
    }

    /** Runs a writer over memory, which cannot break. */
    static byte[] bytes(JsonBody body) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024);
        try (JsonGenerator out = JsonReading.factory().createGenerator(bytes)) {
            body.write(out);
        } catch (IOException e) {
            throw new UncheckedIOException("writing JSON to memory", e);
        }
        return bytes.toByteArray();
    }

    interface JsonBody {
        void write(JsonGenerator out) throws IOException;
    }
}
