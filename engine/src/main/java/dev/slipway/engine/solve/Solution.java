package dev.slipway.engine.solve;

import dev.slipway.image.Digest;
import dev.slipway.plan.graph.Vertex;
import java.util.Map;

/** The results of all vertices of the graphs that were solved. */
public record Solution(Map<Digest, Solved> results) {
    public Solution {
        results = Map.copyOf(results);
    }

    public Solved of(Vertex vertex) {
        return of(vertex.digest());
    }

    public Solved of(Digest vertex) {
        Solved found = results.get(vertex);
        if (found == null) {
            throw new IllegalStateException("vertex " + vertex + " was not solved");
        }
        return found;
    }
}
