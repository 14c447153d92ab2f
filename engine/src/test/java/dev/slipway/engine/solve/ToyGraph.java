package dev.slipway.engine.solve;

import dev.slipway.dockerfile.SourceText;
import dev.slipway.dockerfile.Span;
import dev.slipway.image.Digest;
import dev.slipway.image.ImageConfig;
import dev.slipway.image.ImagePath;
import dev.slipway.image.Platform;
import dev.slipway.plan.graph.BuildGraph;
import dev.slipway.plan.graph.Exclusions;
import dev.slipway.plan.graph.ExecSpec;
import dev.slipway.plan.graph.FileAction;
import dev.slipway.plan.graph.ImageTemplate;
import dev.slipway.plan.graph.Op;
import dev.slipway.plan.graph.Vertex;
import dev.slipway.plan.graph.VertexNotes;
import dev.slipway.plan.request.ContextSpec;
import dev.slipway.plan.request.NetworkMode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Writes graphs in a few words. */
final class ToyGraph {
    private final Map<Digest, Vertex> order = new LinkedHashMap<>();
    private final Map<Digest, String> names = new LinkedHashMap<>();
    private final Set<String> uncached = new TreeSet<>();

    Vertex scratch() {
        return add("scratch", new Op.Scratch(), List.of());
    }

    Vertex run(String name, Vertex... inputs) {
        ExecSpec spec = new ExecSpec(
                List.of(name),
                List.of("PATH=/bin"),
                ImagePath.ROOT,
                "",
                List.of(),
                new ExecSpec.Isolation(
                        NetworkMode.DEFAULT, false, List.of(), Optional.empty(), List.of(), Optional.empty()),
                List.of());
        return add(name, new Op.Exec(spec), List.of(inputs));
    }

    Vertex copy(Vertex root) {
        Vertex context = add(
                "context",
                new Op.Context("context", new ContextSpec.Directory(Path.of("/src")), Exclusions.NONE),
                List.of());
        return add(
                "COPY",
                new Op.FileOp(List.of(new FileAction.MakeDirectory(ImagePath.of("/app"), Optional.empty()))),
                List.of(root, context));
    }

    Vertex merge(Vertex below, Vertex above) {
        return add("merge", new Op.Merge(), List.of(below, above));
    }

    Vertex add(String name, Op op, List<Vertex> inputs) {
        Vertex vertex = Vertex.of(op, inputs);
        order.putIfAbsent(vertex.digest(), vertex);
        names.putIfAbsent(vertex.digest(), name);
        return vertex;
    }

    /** {@code --no-cache-filter}. */
    ToyGraph ignoreCache(String name) {
        uncached.add(name);
        return this;
    }

    BuildGraph result(Vertex result) {
        Map<Digest, VertexNotes> notes = new LinkedHashMap<>();
        order.forEach((digest, vertex) -> notes.put(digest, notes(names.get(digest))));
        ImageTemplate image = new ImageTemplate(ImageConfig.scratch(Platform.parse("linux/amd64")), List.of());
        return new BuildGraph(
                new ArrayList<>(order.values()), notes, result, image, new SourceText("Dockerfile", "FROM scratch\n"));
    }

    private VertexNotes notes(String name) {
        return new VertexNotes(
                name, "stage#" + name, Optional.of("stage"), List.of(new Span(1, 1, 1, 5)), uncached.contains(name));
    }
}
