package dev.slipway.engine.solve;

import dev.slipway.engine.step.ExecRunner;
import dev.slipway.engine.step.StepContext;
import dev.slipway.engine.step.StepInput;
import dev.slipway.engine.store.ActionRecords;
import dev.slipway.engine.store.ActionResult;
import dev.slipway.engine.store.LayerId;
import dev.slipway.engine.store.Snapshot;
import dev.slipway.engine.store.Store;
import dev.slipway.engine.store.StoredLayer;
import dev.slipway.plan.graph.CacheKey;
import dev.slipway.plan.graph.Op;
import dev.slipway.plan.graph.Vertex;
import dev.slipway.plan.record.CacheOutcome;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;

/**
 * Evaluates one vertex whose inputs are done. What needs no work is answered at once; a step is looked up, and run when
 * nobody has a result.
 */
final class Evaluator {
    private final Store store;
    private final StepRunners runners;
    private final CacheKeys keys;
    private final Semaphore execPermits;
    private final MissCauses causes;
    private final Set<LayerId> baseLayers;

    /** @param baseLayers layers of the graph's base images: they can be fetched when they are not stored */
    Evaluator(Store store, StepRunners runners, Semaphore execPermits, MissCauses causes, Set<LayerId> baseLayers) {
        this.store = store;
        this.runners = runners;
        this.keys = new CacheKeys(runners);
        this.execPermits = execPermits;
        this.causes = causes;
        this.baseLayers = baseLayers;
    }

    /** The root file system: input 0 of every step that has inputs. */
    static Snapshot root(List<StepInput> inputs) {
        return switch (inputs.getFirst()) {
            case StepInput.Layers(var snapshot) -> snapshot;
            case StepInput.Context context ->
                throw new IllegalStateException(
                        "a context is no root file system: " + context.op().name());
        };
    }

    /** Whether {@link #atOnce} answers, without input or output. */
    static boolean isImmediate(Op op) {
        return switch (op) {
            case Op.Scratch s -> true;
            case Op.Image i -> true;
            case Op.Context c -> true;
            case Op.Merge m -> true;
            case Op.Exec e -> false;
            case Op.FileOp f -> false;
            case Op.Git g -> false;
            case Op.Http h -> false;
        };
    }

    static Solved atOnce(Op op, List<Solved> inputs) {
        return switch (op) {
            case Op.Image image -> {
                List<LayerId> layers = image.diffIds().stream().map(LayerId::of).toList();
                yield new Solved(new Snapshot(layers), layers, Optional.empty());
            }
            case Op.Merge() -> {
                Solved over = inputs.get(1);
                List<LayerId> added = over.snapshot().layers();
                yield new Solved(inputs.get(0).snapshot().plus(added), added, over.made());
            }
            case Op.Scratch s -> Solved.NOTHING;
            case Op.Context c -> Solved.NOTHING;
            case Op.Exec e -> throw notImmediate(e);
            case Op.FileOp f -> throw notImmediate(f);
            case Op.Git g -> throw notImmediate(g);
            case Op.Http h -> throw notImmediate(h);
        };
    }

    private static IllegalStateException notImmediate(Op op) {
        return new IllegalStateException(op.getClass().getSimpleName() + " is a step that runs");
    }

    Solved evaluate(Attempt attempt, List<Solved> inputs) throws InterruptedException {
        Vertex vertex = attempt.vertex();
        if (!(vertex.op() instanceof Op.Exec)) {
            attempt.announce();
        }
        List<StepInput> stepInputs = stepInputs(vertex, inputs);
        CacheKey key = keys.of(vertex, stepInputs, attempt.context());
        attempt.keyed(key);
        Snapshot root = stepInputs.isEmpty() ? Snapshot.EMPTY : root(stepInputs);
        Optional<ActionResult> known = lookUp(attempt, key);
        if (known.isPresent()) {
            return hit(attempt, root, known.get(), new CacheOutcome.Hit());
        }
        try (ActionRecords.KeyLock lock = store.actions().lock(key.digest())) {
            known = lookUp(attempt, key);
            if (known.isPresent()) {
                return hit(attempt, root, known.get(), new CacheOutcome.Shared());
            }
            attempt.outcome(new CacheOutcome.Miss(cause(attempt, key)));
            return solved(root, run(attempt, key, root, stepInputs));
        }
    }

    private static List<StepInput> stepInputs(Vertex vertex, List<Solved> inputs) {
        List<StepInput> result = new ArrayList<>(inputs.size());
        for (int i = 0; i < inputs.size(); i++) {
            result.add(
                    vertex.inputs().get(i).op() instanceof Op.Context context
                            ? new StepInput.Context(context)
                            : new StepInput.Layers(inputs.get(i).snapshot()));
        }
        return result;
    }

    /** A recorded result whose layers can all be had. */
    private Optional<ActionResult> lookUp(Attempt attempt, CacheKey key) {
        if (attempt.ignoreCache()) {
            return Optional.empty();
        }
        return store.actions()
                .find(key.digest())
                .filter(result -> result.layers().stream().allMatch(this::canBeHad));
    }

    private boolean canBeHad(LayerId layer) {
        return baseLayers.contains(layer) || store.layers().find(layer).isPresent();
    }

    private CacheOutcome.MissCause cause(Attempt attempt, CacheKey key) {
        if (attempt.ignoreCache()) {
            return new CacheOutcome.MissCause.Requested();
        }
        return store.actions().find(key.digest()).isPresent()
                ? new CacheOutcome.MissCause.ResultGone()
                : causes.explain(attempt.vertex(), key);
    }

    private Solved hit(Attempt attempt, Snapshot root, ActionResult result, CacheOutcome outcome) {
        attempt.announce();
        attempt.outcome(outcome);
        attempt.found(result.layers().stream()
                .flatMap(layer -> store.layers().find(layer).stream())
                .toList());
        return solved(root, result);
    }

    private static Solved solved(Snapshot root, ActionResult result) {
        return new Solved(root.plus(result.layers()), result.layers(), Optional.of(result.finished()));
    }

    /** Runs the step and records what it gave, in place of a record that is not wanted or points at nothing. */
    private ActionResult run(Attempt attempt, CacheKey key, Snapshot root, List<StepInput> inputs)
            throws InterruptedException {
        boolean limited = attempt.vertex().op() instanceof Op.Exec;
        if (limited) {
            execPermits.acquire();
            attempt.restart();
        }
        try {
            attempt.announce();
            Instant begun = attempt.context().clock().instant();
            List<StoredLayer> layers = produce(attempt, key, root, inputs);
            Instant finished = attempt.context().clock().instant();
            ActionResult result = new ActionResult(
                    layers.stream().map(StoredLayer::id).toList(),
                    finished.truncatedTo(ChronoUnit.SECONDS),
                    Duration.between(begun, finished));
            store.actions().remove(key.digest());
            return store.actions().put(key.digest(), result);
        } finally {
            if (limited) {
                execPermits.release();
            }
        }
    }

    private List<StoredLayer> produce(Attempt attempt, CacheKey key, Snapshot root, List<StepInput> inputs)
            throws InterruptedException {
        StepContext context = attempt.context();
        Duration cpu = Duration.ZERO;
        List<StoredLayer> layers = switch (attempt.vertex().op()) {
            case Op.Exec exec -> {
                ExecRunner.Outcome outcome = runners.exec().run(exec.spec(), root, inputs, context);
                cpu = outcome.cpu();
                yield outcome.layer().stream().toList();
            }
            case Op.FileOp file -> runners.file().run(file, root, inputs, context);
            case Op.Git git -> runners.remote().run(git, source(key), context);
            case Op.Http http -> runners.remote().run(http, source(key), context);
            case Op.Scratch s -> throw new IllegalStateException("scratch runs nothing");
            case Op.Image i -> throw new IllegalStateException("an image runs nothing");
            case Op.Context c -> throw new IllegalStateException("a context runs nothing");
            case Op.Merge m -> throw new IllegalStateException("a merge runs nothing");
        };
        attempt.made(layers, layer -> store.layers().isNew(layer.id()), cpu);
        return layers;
    }

    private static CacheKey.KeyPart source(CacheKey key) {
        return key.parts().getLast();
    }
}
