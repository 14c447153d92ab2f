package dev.slipway.engine.solve;

import dev.slipway.engine.step.StepException;
import dev.slipway.plan.graph.BuildGraph;
import dev.slipway.plan.graph.Vertex;
import dev.slipway.plan.graph.VertexNotes;
import java.util.Optional;

/**
 * A vertex could not be done, so the build has no result. The message is the cause's; {@code notes} and the
 * graph's Dockerfile tell where it stands.
 */
public final class BuildFailedException extends RuntimeException {
    private final transient Vertex vertex;
    private final transient BuildGraph graph;

    public BuildFailedException(Vertex vertex, BuildGraph graph, Throwable cause) {
        super(cause.getMessage(), cause);
        this.vertex = vertex;
        this.graph = graph;
    }

    public Vertex vertex() {
        return vertex;
    }

    /** Name, stage and lines of the step. */
    public VertexNotes notes() {
        return graph.notes(vertex);
    }

    /** What the vertex is of; its Dockerfile is what the lines of {@link #notes} are of. */
    public BuildGraph graph() {
        return graph;
    }

    /** What is known of the step's end; empty when it was not the step itself that went wrong. */
    public Optional<StepException> step() {
        return getCause() instanceof StepException step ? Optional.of(step) : Optional.empty();
    }
}
