package dev.slipway.engine.solve;

import dev.slipway.engine.store.LayerId;
import dev.slipway.engine.store.Store;
import dev.slipway.plan.graph.BuildGraph;
import dev.slipway.plan.graph.Op;
import dev.slipway.plan.graph.Vertex;
import dev.slipway.plan.progress.BuildEvent;
import dev.slipway.plan.progress.BuildListener;
import dev.slipway.plan.request.BuildRequest;
import java.time.Clock;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Semaphore;

/**
 * Evaluates build graphs: each vertex once, when its inputs are done, on a thread of its own; RUN steps as many at once
 * as there are permits.
 *
 * <p>A result is recorded under its cache key and found there by later builds without opening a layer (K3). A step's key
 * is made of what its inputs produced, so a step that ran again and produced the same stops the wave (K2). Equal work of
 * several builds is done once; the others wait and share it (K4).
 */
public final class Solver {
    private final Store store;
    private final StepRunners runners;
    private final Clock clock;
    private final Semaphore execPermits;

    /** @param execPermits one for each RUN step that may run at once; builds of one process share them */
    public Solver(Store store, StepRunners runners, Clock clock, Semaphore execPermits) {
        this.store = store;
        this.runners = runners;
        this.clock = clock;
        this.execPermits = execPermits;
    }

    /**
     * What one build brings along.
     *
     * @param causes why steps miss
     * @param log gets every vertex that was begun, also when the build fails
     */
    public record Session(BuildListener listener, BuildRequest.SandboxRules sandbox, MissCauses causes, StepLog log) {}

    /**
     * Evaluates the graphs together; a vertex that several share is evaluated once. The first failure cancels what runs
     * and is thrown after everything has ended; so is the caller's interrupt.
     *
     * @throws BuildFailedException with the vertex that failed first
     */
    public Solution solve(List<BuildGraph> graphs, Session session) throws InterruptedException {
        graphs.forEach(graph -> session.listener().on(planned(graph)));
        Evaluator evaluator = new Evaluator(store, runners, execPermits, session.causes(), baseLayers(graphs));
        return new Solution(new GraphRun(graphs, session, evaluator, clock).toEnd());
    }

    private BuildEvent.GraphPlanned planned(BuildGraph graph) {
        return new BuildEvent.GraphPlanned(
                clock.instant(),
                graph.order().stream()
                        .map(vertex -> new BuildEvent.PlannedVertex(
                                vertex.digest(),
                                graph.notes(vertex).name(),
                                graph.notes(vertex).stage(),
                                vertex.inputs().stream().map(Vertex::digest).toList()))
                        .toList());
    }

    private static Set<LayerId> baseLayers(List<BuildGraph> graphs) {
        Set<LayerId> layers = new HashSet<>();
        for (BuildGraph graph : graphs) {
            for (Vertex vertex : graph.order()) {
                if (vertex.op() instanceof Op.Image image) {
                    image.diffIds().forEach(diffId -> layers.add(LayerId.of(diffId)));
                }
            }
        }
        return layers;
    }
}
