package dev.slipway.image.archive;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.slipway.image.JsonReading;
import dev.slipway.image.Limits;
import dev.slipway.image.source.ArchiveEntries;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;

/**
 * {@code manifest.json} of {@code docker save}: {@code [{"Config":"<file>","RepoTags":["app:1"],"Layers":["<file>",…]}]}.
 *
 * @param config file of the image config
 * @param tags familiar names
 * @param layers files, bottom layer first
 */
record DockerManifest(String config, List<String> tags, List<String> layers) {
    static final String FILE = "manifest.json";

    DockerManifest {
        tags = List.copyOf(tags);
        layers = List.copyOf(layers);
    }

    static List<DockerManifest> read(ArchiveEntries entries, Limits limits) throws IOException {
        byte[] json = entries.readAll(FILE, limits.manifestBytes());
        return JsonReading.parseList(json, entries.subject() + " " + FILE, limits.manifestBytes()).stream()
                .map(image -> new DockerManifest(
                        image.requiredText("Config"),
                        image.texts("RepoTags").orElse(List.of()),
                        image.texts("Layers").orElse(List.of())))
                .toList();
    }

    static byte[] write(List<DockerManifest> images) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator out = new JsonFactory().createGenerator(bytes)) {
            out.writeStartArray();
            for (DockerManifest image : images) {
                out.writeStartObject();
                out.writeStringField("Config", image.config());
                texts(out, "RepoTags", image.tags());
                texts(out, "Layers", image.layers());
                out.writeEndObject();
            }
            out.writeEndArray();
        }
        return bytes.toByteArray();
    }

    private static void texts(JsonGenerator out, String field, List<String> values) throws IOException {
        out.writeArrayFieldStart(field);
        for (String value : values) {
            out.writeString(value);
        }
        out.writeEndArray();
    }
}
