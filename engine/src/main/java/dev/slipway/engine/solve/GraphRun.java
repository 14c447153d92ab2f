package dev.slipway.engine.solve;

import dev.slipway.engine.step.StepContext;
import dev.slipway.image.Digest;
import dev.slipway.plan.graph.BuildGraph;
import dev.slipway.plan.graph.Vertex;
import dev.slipway.plan.graph.VertexNotes;
import dev.slipway.plan.progress.BuildEvent;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * One walk over the graphs of a build. All of its state belongs to the thread that calls {@link #toEnd}; the threads of
 * vertices only hand back how they ended.
 */
final class GraphRun {
    private final Solver.Session session;
    private final Evaluator evaluator;
    private final Clock clock;
    private final Map<Digest, Vertex> vertices = new LinkedHashMap<>();
    private final Map<Digest, BuildGraph> home = new HashMap<>();
    private final Map<Digest, List<Vertex>> users = new HashMap<>();
    private final Map<Digest, Integer> waitingFor = new HashMap<>();
    private final Deque<Vertex> ready = new ArrayDeque<>();
    private final Map<Digest, Thread> running = new HashMap<>();
    private final Map<Digest, Solved> done = new HashMap<>();
    private final BlockingQueue<End> ended = new LinkedBlockingQueue<>();

    /** How a vertex's thread ended: with a result or with a fault. */
    private record End(
            Attempt attempt,
            @Nullable Solved result,
            @Nullable Throwable fault) {
        Vertex vertex() {
            return attempt.vertex();
        }
    }

    GraphRun(List<BuildGraph> graphs, Solver.Session session, Evaluator evaluator, Clock clock) {
        this.session = session;
        this.evaluator = evaluator;
        this.clock = clock;
        for (BuildGraph graph : graphs) {
            graph.order().forEach(vertex -> take(vertex, graph));
        }
    }

    private void take(Vertex vertex, BuildGraph graph) {
        if (vertices.putIfAbsent(vertex.digest(), vertex) != null) {
            return;
        }
        home.put(vertex.digest(), graph);
        List<Vertex> inputs = vertex.inputs().stream().distinct().toList();
        inputs.forEach(input ->
                users.computeIfAbsent(input.digest(), d -> new ArrayList<>()).add(vertex));
        waitingFor.put(vertex.digest(), inputs.size());
        if (inputs.isEmpty()) {
            ready.add(vertex);
        }
    }

    Map<Digest, Solved> toEnd() throws InterruptedException {
        try {
            while (true) {
                while (!ready.isEmpty()) {
                    begin(ready.remove());
                }
                if (running.isEmpty()) {
                    break;
                }
                settle(ended.take());
            }
        } catch (InterruptedException e) {
            cancel();
            throw e;
        }
        if (done.size() != vertices.size()) {
            throw new IllegalStateException("graph has a cycle: " + done.size() + " of " + vertices.size() + " solved");
        }
        return done;
    }

    private void begin(Vertex vertex) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException("build cancelled");
        }
        VertexNotes notes = notes(vertex);
        StepContext context = new StepContext(vertex.digest(), session.listener(), session.sandbox(), clock);
        Attempt attempt = new Attempt(vertex, notes.name(), notes.ignoreCache(), context);
        List<Solved> inputs =
                vertex.inputs().stream().map(input -> done.get(input.digest())).toList();
        if (Evaluator.isImmediate(vertex.op())) {
            attempt.announce();
            complete(attempt, Evaluator.atOnce(vertex.op(), inputs));
        } else {
            running.put(
                    vertex.digest(),
                    Thread.ofVirtual()
                            .name("vertex-" + vertex.digest().shortHex())
                            .start(() -> ended.add(evaluate(attempt, inputs))));
        }
    }

    private End evaluate(Attempt attempt, List<Solved> inputs) {
        try {
            return new End(attempt, evaluator.evaluate(attempt, inputs), null);
        } catch (Throwable fault) {
            // Handed to the coordinator, which throws it on.
            return new End(attempt, null, fault);
        }
    }

    private void settle(End end) throws InterruptedException {
        running.remove(end.vertex().digest());
        if (end.result() != null) {
            complete(end.attempt(), end.result());
            return;
        }
        Throwable fault = end.fault() == null ? new IllegalStateException("ended without result") : end.fault();
        fail(end.attempt(), fault, false);
        cancel();
        throw new BuildFailedException(end.vertex(), graph(end.vertex()), fault);
    }

    private void complete(Attempt attempt, Solved result) {
        Vertex vertex = attempt.vertex();
        done.put(vertex.digest(), result);
        session.log().ended(attempt.end(Optional.of(result)));
        session.listener().on(new BuildEvent.VertexCompleted(clock.instant(), vertex.digest(), attempt.outcome()));
        for (Vertex user : users.getOrDefault(vertex.digest(), List.of())) {
            if (waitingFor.merge(user.digest(), -1, Integer::sum) == 0) {
                ready.add(user);
            }
        }
    }

    private void fail(Attempt attempt, Throwable fault, boolean cancelled) {
        attempt.announce();
        session.log().ended(attempt.end(Optional.empty()));
        String message = cancelled ? "cancelled" : String.valueOf(fault.getMessage());
        session.listener()
                .on(new BuildEvent.VertexFailed(
                        clock.instant(), attempt.vertex().digest(), message, cancelled));
    }

    /** Interrupts what runs and waits until all of it has ended, so that nothing is left behind a failed build. */
    private void cancel() {
        running.values().forEach(Thread::interrupt);
        boolean interrupted = false;
        while (!running.isEmpty()) {
            try {
                End end = ended.take();
                running.remove(end.vertex().digest());
                if (end.result() == null) {
                    fail(end.attempt(), end.fault() == null ? new InterruptedException() : end.fault(), true);
                } else {
                    complete(end.attempt(), end.result());
                }
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private BuildGraph graph(Vertex vertex) {
        BuildGraph graph = home.get(vertex.digest());
        if (graph == null) {
            throw new IllegalStateException(vertex + " is in no graph");
        }
        return graph;
    }

    private VertexNotes notes(Vertex vertex) {
        return graph(vertex).notes(vertex);
    }
}
