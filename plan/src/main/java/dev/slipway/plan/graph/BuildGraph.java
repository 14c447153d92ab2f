package dev.slipway.plan.graph;

import dev.slipway.dockerfile.SourceText;
import dev.slipway.image.Digest;
import java.util.List;
import java.util.Map;

/**
 * What has to be done for one target and platform, and what the image will say of itself. Holds only vertices that the
 * target needs.
 *
 * @param order every vertex once, inputs before users
 * @param notes by vertex digest, one for each of {@code order}
 * @param result the vertex whose snapshot is the image's root file system
 * @param image config and history
 * @param dockerfile the text that the notes' spans point into
 */
public record BuildGraph(
        List<Vertex> order, Map<Digest, VertexNotes> notes, Vertex result, ImageTemplate image, SourceText dockerfile) {
    public BuildGraph {
        order = List.copyOf(order);
        notes = Map.copyOf(notes);
    }

    public VertexNotes notes(Vertex vertex) {
        VertexNotes found = notes.get(vertex.digest());
        if (found == null) {
            throw new IllegalStateException(vertex + " has no notes in this graph");
        }
        return found;
    }
}
