package dev.slipway.cli.differential;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * An image as two builders can be compared by: its root file system, unpacked by umoci, one line an entry, and what its
 * config says of running it.
 */
record FlatImage(Map<String, String> entries, JsonNode config, List<String> history) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Reads an OCI layout directory with one image. */
    static FlatImage read(Path layout, Path scratch) throws IOException {
        Documents documents = Documents.read(layout);
        JsonNode config = documents.config();
        return new FlatImage(entries(documents.manifest(), layout, scratch), comparable(config), history(config));
    }

    /** Manifest and config of a layout's first image. */
    record Documents(JsonNode manifest, JsonNode config) {
        static Documents read(Path layout) throws IOException {
            JsonNode manifest = JSON.readTree(layout.resolve("index.json").toFile());
            while (manifest.has("manifests")) {
                manifest = blob(
                        layout, manifest.get("manifests").get(0).get("digest").asText());
            }
            return new Documents(
                    manifest, blob(layout, manifest.get("config").get("digest").asText()));
        }
    }

    private static JsonNode blob(Path layout, String digest) throws IOException {
        return JSON.readTree(blobFile(layout, digest).toFile());
    }

    static Path blobFile(Path layout, String digest) {
        return layout.resolve("blobs").resolve(digest.replace(':', '/'));
    }

    private static Map<String, String> entries(JsonNode manifest, Path layout, Path scratch) throws IOException {
        // A layout of its own, because umoci wants a name for what it unpacks.
        Path named = scratch.resolve("named");
        Programs.check("skopeo", "copy", "-q", "oci:" + layout, "oci:" + named + ":it");
        Path bundle = scratch.resolve("bundle");
        Programs.check("umoci", "unpack", "--image", named + ":it", bundle.toString());
        Map<String, String> lines = new TreeMap<>();
        String listing = Programs.check(
                "find",
                bundle.resolve("rootfs").toString(),
                "-mindepth",
                "1",
                "-printf",
                "%P\\t%y %m %U:%G %s %n %l\\n");
        for (String line : listing.split("\n")) {
            int tab = line.indexOf('\t');
            if (tab > 0) {
                lines.put(line.substring(0, tab), normal(line.substring(tab + 1)));
            }
        }
        addLines(lines, bundle, "find rootfs -type f -print0 | xargs -0 -r sha256sum -b", line -> {
            int star = line.indexOf(" *rootfs/");
            return star < 0
                    ? null
                    : Map.entry(line.substring(star + " *rootfs/".length()), " sha256:" + line.substring(0, 16));
        });
        addLines(lines, bundle, "find rootfs -type f -print0 | xargs -0 -r getcap -n", line -> {
            int space = line.indexOf(' ');
            return space < 0
                    ? null
                    : Map.entry(line.substring("rootfs/".length(), space), " cap:" + line.substring(space));
        });
        Programs.check("rm", "-rf", named.toString(), bundle.toString());
        if (manifest.get("layers").isEmpty() && !lines.isEmpty()) {
            throw new AssertionError("an image without layers has files: " + lines.keySet());
        }
        return lines;
    }

    private interface LineReader {
        Map.@org.jspecify.annotations.Nullable Entry<String, String> read(String line);
    }

    private static void addLines(Map<String, String> lines, Path bundle, String script, LineReader reader) {
        String output = Programs.check("sh", "-c", "cd '" + bundle + "' && " + script);
        for (String line : output.split("\n")) {
            Map.Entry<String, String> found = reader.read(line);
            if (found != null) {
                lines.merge(found.getKey(), found.getValue(), String::concat);
            }
        }
    }

    /** Sizes and link counts of directories depend on the file system, not on the image. */
    private static String normal(String facts) {
        String[] words = facts.split(" ", 6);
        boolean directory = words[0].equals("d");
        return words[0] + " " + words[1] + " " + words[2] + (directory ? "" : " " + words[3] + " links=" + words[4])
                + (words.length > 5 && !words[5].isEmpty() ? " -> " + words[5] : "");
    }

    private static JsonNode comparable(JsonNode config) {
        ObjectNode kept = JSON.createObjectNode();
        kept.set("config", config.path("config"));
        kept.set("architecture", config.path("architecture"));
        kept.set("os", config.path("os"));
        kept.set("author", config.path("author"));
        return kept;
    }

    private static List<String> history(JsonNode config) {
        List<String> lines = new ArrayList<>();
        for (JsonNode step : config.path("history")) {
            byte[] text = step.path("created_by").asText().getBytes(StandardCharsets.UTF_8);
            lines.add((step.path("empty_layer").asBoolean() ? "empty " : "layer ")
                    + new String(text, StandardCharsets.UTF_8));
        }
        return lines;
    }

    static void extract(Path archive, Path into) throws IOException {
        Files.createDirectories(into);
        Programs.check("tar", "-xf", archive.toString(), "-C", into.toString());
    }
}
