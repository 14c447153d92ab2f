package dev.slipway.plan.lower;

import dev.slipway.plan.graph.Exclusions;
import dev.slipway.plan.graph.Op;
import dev.slipway.plan.graph.Vertex;
import dev.slipway.plan.graph.VertexNotes;
import dev.slipway.plan.request.ContextSpec;
import dev.slipway.plan.stage.TreeRef;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Build contexts as vertices.
 *
 * @param main the main context; empty when there is none
 * @param exclusions of the main context
 * @param namedExclusions finds the ignore file of a named context
 */
public record ContextTrees(
        Optional<ContextSpec> main, Exclusions exclusions, Function<ContextSpec, Exclusions> namedExclusions) {

    Optional<Vertex> main(GraphAssembly graph) {
        return main.map(spec -> graph.add(
                new Op.Context("context", spec, exclusions),
                List.of(),
                notes("[internal] load build context", "context:context")));
    }

    Vertex named(GraphAssembly graph, TreeRef.OfContext context) {
        return graph.add(
                new Op.Context(context.name(), context.spec(), namedExclusions.apply(context.spec())),
                List.of(),
                notes("[context " + context.name() + "] load from client", "context:" + context.name()));
    }

    private static VertexNotes notes(String name, String place) {
        return new VertexNotes(name, place, Optional.empty(), List.of(), false);
    }
}
