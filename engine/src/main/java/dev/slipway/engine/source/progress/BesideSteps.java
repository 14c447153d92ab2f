package dev.slipway.engine.source.progress;

import dev.slipway.image.Digest;
import dev.slipway.plan.graph.CanonicalForm;
import dev.slipway.plan.progress.BuildEvent;
import dev.slipway.plan.progress.BuildListener;
import dev.slipway.plan.record.CacheOutcome;
import java.time.Clock;

/** Tells of work beside the graph: its vertex is the digest of its name. */
public final class BesideSteps {
    private final BuildListener listener;
    private final Clock clock;

    public BesideSteps(BuildListener listener, Clock clock) {
        this.listener = listener;
        this.clock = clock;
    }

    /** Work that may be interrupted. */
    public interface Work<T> {
        T run(Step step) throws InterruptedException;
    }

    /** One step while it runs. */
    public final class Step {
        private final Digest vertex;
        private CacheOutcome outcome = new CacheOutcome.NotCached();

        private Step(Digest vertex) {
            this.vertex = vertex;
        }

        public Digest vertex() {
            return vertex;
        }

        /** The result was remembered. */
        public void hit() {
            outcome = new CacheOutcome.Hit();
        }

        public void log(byte[] output) {
            listener.on(new BuildEvent.VertexLog(clock.instant(), vertex, BuildEvent.Stream.STDERR, output));
        }
    }

    /** Tells start and end of the work. */
    public <T> T run(String name, Work<T> work) throws InterruptedException {
        Digest vertex = new CanonicalForm("step", 1).text(name).digest();
        listener.on(new BuildEvent.VertexStarted(clock.instant(), vertex, name));
        Step step = new Step(vertex);
        try {
            T result = work.run(step);
            listener.on(new BuildEvent.VertexCompleted(clock.instant(), vertex, step.outcome));
            return result;
        } catch (InterruptedException e) {
            listener.on(new BuildEvent.VertexFailed(clock.instant(), vertex, "cancelled", true));
            throw e;
        } catch (RuntimeException e) {
            listener.on(new BuildEvent.VertexFailed(clock.instant(), vertex, String.valueOf(e.getMessage()), false));
            throw e;
        }
    }
}
