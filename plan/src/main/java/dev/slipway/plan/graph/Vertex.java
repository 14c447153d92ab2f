package dev.slipway.plan.graph;

import dev.slipway.image.Digest;
import java.util.List;

/**
 * A node of the build graph: one operation on the results of others.
 *
 * <p>The digest covers the op and the inputs' digests, so equal work is one vertex whichever stage asks for it. Names
 * and positions are {@link VertexNotes}.
 */
public record Vertex(Digest digest, Op op, List<Vertex> inputs) {
    public Vertex {
        inputs = List.copyOf(inputs);
    }

    public static Vertex of(Op op, List<Vertex> inputs) {
        return new Vertex(
                OpEncoding.digest(op, inputs.stream().map(Vertex::digest).toList()), op, inputs);
    }

    /** By digest. */
    @Override
    public boolean equals(Object other) {
        return other instanceof Vertex that && digest.equals(that.digest);
    }

    @Override
    public int hashCode() {
        return digest.hashCode();
    }

    @Override
    public String toString() {
        return op.getClass().getSimpleName() + " " + digest.shortHex();
    }
}
