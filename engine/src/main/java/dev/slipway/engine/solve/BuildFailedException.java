package dev.slipway.engine.solve;

import dev.slipway.dockerfile.SourceText;
import dev.slipway.engine.step.StepException;
import dev.slipway.plan.graph.Vertex;
import dev.slipway.plan.graph.VertexNotes;
import java.util.Optional;

/**
 * A vertex could not be done, so the build has no result. The message is the cause's; {@code notes} and
 * {@code dockerfile} tell where it stands.
 */
public final class BuildFailedException extends RuntimeException {
    private final transient Vertex vertex;
    private final transient VertexNotes notes;
    private final transient SourceText dockerfile;

    public BuildFailedException(Vertex vertex, VertexNotes notes, SourceText dockerfile, Throwable cause) {
        super(cause.getMessage(), cause);
        this.vertex = vertex;
        this.notes = notes;
        this.dockerfile = dockerfile;
    }

    public Vertex vertex() {
        return vertex;
    }

    /** Name, stage and lines of the step. */
    public VertexNotes notes() {
        return notes;
    }

    /** What the lines of {@link #notes} are of. */
    public SourceText dockerfile() {
        return dockerfile;
    }

    /** What is known of the step's end; empty when it was not the step itself that went wrong. */
    public Optional<StepException> step() {
        return getCause() instanceof StepException step ? Optional.of(step) : Optional.empty();
    }
}
