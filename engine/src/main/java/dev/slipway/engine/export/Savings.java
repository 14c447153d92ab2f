package dev.slipway.engine.export;

import dev.slipway.engine.export.cut.Hidden;
import dev.slipway.engine.store.LayerId;
import dev.slipway.image.Digest;
import dev.slipway.plan.graph.BuildGraph;
import dev.slipway.plan.graph.ImageTemplate;
import dev.slipway.plan.graph.Vertex;
import dev.slipway.plan.graph.VertexNotes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Tells which instructions wrote and hid what was left out of a platform's layers. */
final class Savings {
    private Savings() {}

    /** @param layers one for each of those listed, bottom first */
    static List<Saving> of(List<LayerImages> layers, BuildGraph graph, ListedLayers listed) {
        if (layers.stream().allMatch(layer -> layer.hidden().isEmpty())) {
            return List.of();
        }
        Map<Integer, Saving.Instruction> instructions = instructions(graph, listed);
        List<Saving> savings = new ArrayList<>();
        for (int i = 0; i < layers.size(); i++) {
            for (Hidden hidden : layers.get(i).hidden()) {
                savings.add(new Saving(
                        instructions.get(i),
                        instructions.get(i + 1 + hidden.by()),
                        hidden.overwrittenBytes(),
                        hidden.removedBytes()));
            }
        }
        return savings;
    }

    /** For each layer that this build added, by its place in the image, the instruction behind it. */
    private static Map<Integer, Saving.Instruction> instructions(BuildGraph graph, ListedLayers listed) {
        Map<Digest, Vertex> vertices = new HashMap<>();
        graph.order().forEach(vertex -> vertices.put(vertex.digest(), vertex));
        Map<Integer, Saving.Instruction> instructions = new HashMap<>();
        int layer = listed.base().size();
        for (int i = 0; i < listed.steps().size(); i++) {
            ImageTemplate.HistoryStep step = graph.image().steps().get(i);
            if (step.vertex().isEmpty()) {
                continue;
            }
            VertexNotes notes = graph.notes(vertices.get(step.vertex().get()));
            int line = notes.spans().isEmpty() ? 0 : notes.spans().getFirst().startLine();
            for (LayerId ignored : listed.steps().get(i)) {
                instructions.put(layer++, new Saving.Instruction(VertexNotes.keyword(notes.name()), line));
            }
        }
        return instructions;
    }
}
