package dev.slipway.engine;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.slipway.engine.export.Exported;
import dev.slipway.image.Descriptor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;

/**
 * The JSON of {@code --metadata-file}, with the keys that {@code docker buildx build} writes.
 *
 * <pre>{@code
 * {
 *   "buildx.build.ref" : "20250102T030405.678-1a2b3c4d",
 *   "containerimage.config.digest" : "sha256:…",
 *   "containerimage.descriptor" : { "mediaType" : "…", "digest" : "sha256:…", "size" : 506 },
 *   "containerimage.digest" : "sha256:…",
 *   "image.name" : "docker.io/library/app:latest"
 * }
 * }</pre>
 *
 * <p>Of several outputs the first that is an image is described. The config's digest is left out for an index.
 */
public final class BuildMetadata {
    private BuildMetadata() {}

    public static byte[] json(BuildResult result) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = new JsonFactory().createGenerator(bytes).useDefaultPrettyPrinter()) {
            json.writeStartObject();
            json.writeStringField("buildx.build.ref", result.record().id());
            Optional<Exported.Image> image = result.outputs().stream()
                    .flatMap(output -> output.image().stream())
                    .findFirst();
            if (image.isPresent()) {
                write(json, image.get());
            }
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        bytes.write('\n');
        return bytes.toByteArray();
    }

    private static void write(JsonGenerator json, Exported.Image image) throws IOException {
        if (image.config().isPresent()) {
            json.writeStringField(
                    "containerimage.config.digest", image.config().get().toString());
        }
        json.writeFieldName("containerimage.descriptor");
        write(json, image.root());
        json.writeStringField("containerimage.digest", image.root().digest().toString());
        if (!image.names().isEmpty()) {
            json.writeStringField("image.name", String.join(",", image.names()));
        }
    }

    private static void write(JsonGenerator json, Descriptor root) throws IOException {
        json.writeStartObject();
        json.writeStringField("mediaType", root.mediaType().value());
        json.writeStringField("digest", root.digest().toString());
        json.writeNumberField("size", root.sizeBytes());
        if (!root.annotations().isEmpty()) {
            json.writeObjectFieldStart("annotations");
            for (Map.Entry<String, String> annotation : root.annotations().entrySet()) {
                json.writeStringField(annotation.getKey(), annotation.getValue());
            }
            json.writeEndObject();
        }
        json.writeEndObject();
    }
}
