package dev.slipway.plan.lower;

import dev.slipway.dockerfile.SourceText;
import dev.slipway.image.Digest;
import dev.slipway.plan.graph.BuildGraph;
import dev.slipway.plan.graph.ImageTemplate;
import dev.slipway.plan.graph.Op;
import dev.slipway.plan.graph.Vertex;
import dev.slipway.plan.graph.VertexNotes;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Collects vertices: equal work becomes one vertex, told of by the notes of the first who asked. */
final class GraphAssembly {
    private final Map<Digest, Vertex> vertices = new HashMap<>();
    private final Map<Digest, VertexNotes> notes = new HashMap<>();

    Vertex add(Op op, List<Vertex> inputs, VertexNotes note) {
        Vertex made = Vertex.of(op, inputs);
        Vertex kept = vertices.computeIfAbsent(made.digest(), digest -> made);
        notes.merge(kept.digest(), note, GraphAssembly::merge);
        return kept;
    }

    /** Whoever asks that the cache be left alone, is heard. */
    private static VertexNotes merge(VertexNotes first, VertexNotes second) {
        return new VertexNotes(
                first.name(), first.place(), first.stage(), first.spans(), first.ignoreCache() || second.ignoreCache());
    }

    /** The graph of what {@code result} needs. */
    BuildGraph finish(Vertex result, ImageTemplate image, SourceText dockerfile) {
        Map<Digest, Vertex> order = new LinkedHashMap<>();
        visit(result, order);
        Map<Digest, VertexNotes> needed = new HashMap<>(notes);
        needed.keySet().retainAll(order.keySet());
        return new BuildGraph(List.copyOf(order.values()), needed, result, image, dockerfile);
    }

    private static void visit(Vertex vertex, Map<Digest, Vertex> order) {
        if (order.containsKey(vertex.digest())) {
            return;
        }
        vertex.inputs().forEach(input -> visit(input, order));
        order.put(vertex.digest(), vertex);
    }
}
