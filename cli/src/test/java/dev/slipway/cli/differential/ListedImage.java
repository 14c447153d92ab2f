package dev.slipway.cli.differential;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * The history of an image, and what the layer of each entry holds.
 *
 * @param instructions those of the base image first
 * @param diffIds of all layers, bottom first
 */
record ListedImage(List<Instruction> instructions, List<String> diffIds) {

    /**
     * One entry of the history.
     *
     * @param paths in the layer's tar, sorted; empty for an entry with {@code empty_layer}
     */
    record Instruction(String createdBy, Optional<List<String>> paths) {
        @Override
        public String toString() {
            return createdBy + ": " + paths.map(Object::toString).orElse("no layer");
        }
    }

    /** Reads an OCI layout directory with one image. */
    static ListedImage read(Path layout) throws IOException {
        FlatImage.Documents documents = FlatImage.Documents.read(layout);
        Iterator<JsonNode> layers = documents.manifest().get("layers").iterator();
        List<Instruction> instructions = new ArrayList<>();
        for (JsonNode step : documents.config().get("history")) {
            boolean empty = step.path("empty_layer").asBoolean();
            instructions.add(new Instruction(
                    step.path("created_by").asText(),
                    empty ? Optional.empty() : Optional.of(paths(layout, layers.next()))));
        }
        if (layers.hasNext()) {
            throw new AssertionError("the history of " + layout + " lacks a layer: " + layers.next());
        }
        List<String> diffIds = new ArrayList<>();
        documents.config().at("/rootfs/diff_ids").forEach(one -> diffIds.add(one.asText()));
        return new ListedImage(instructions, diffIds);
    }

    private static List<String> paths(Path layout, JsonNode layer) {
        String names = Programs.check(
                "tar",
                "-tzf",
                FlatImage.blobFile(layout, layer.get("digest").asText()).toString());
        return Arrays.stream(names.split("\n"))
                .filter(name -> !name.isEmpty())
                .sorted()
                .toList();
    }
}
