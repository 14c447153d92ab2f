package dev.slipway.engine.solve;

import dev.slipway.engine.step.ExecRunner;
import dev.slipway.engine.step.FileRunner;
import dev.slipway.engine.step.RemoteRunner;
import dev.slipway.engine.step.StepContext;
import dev.slipway.engine.step.StepInput;
import dev.slipway.engine.store.Snapshot;
import dev.slipway.engine.store.StoredLayer;
import dev.slipway.image.Digest;
import dev.slipway.plan.graph.CacheKey;
import dev.slipway.plan.graph.ExecSpec;
import dev.slipway.plan.graph.Op;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Steps that are named by their first argument and do what a test told them; a step that nobody told anything makes a
 * layer of its name. Counts what ran. FileOps copy a text, "the context", which a test may change.
 */
final class ToySteps implements ExecRunner, FileRunner, RemoteRunner {
    /** What a step does: returns its layer's content. */
    @FunctionalInterface
    interface Work {
        String run() throws InterruptedException;
    }

    final Map<String, Work> work = new ConcurrentHashMap<>();
    final List<String> ran = java.util.Collections.synchronizedList(new ArrayList<>());
    volatile String context = "v1";
    private final ToyStore store;

    ToySteps(ToyStore store) {
        this.store = store;
    }

    StepRunners runners() {
        return new StepRunners(this, this, this);
    }

    @Override
    public List<CacheKey.KeyPart> keyParts(ExecSpec spec, List<StepInput> inputs, StepContext stepContext) {
        List<CacheKey.KeyPart> parts = new ArrayList<>();
        for (int i = 1; i < inputs.size(); i++) {
            if (inputs.get(i) instanceof StepInput.Layers(var snapshot)) {
                parts.add(new CacheKey.KeyPart(CacheKey.Kind.CONTENT, "" + i, snapshot.outputDigest()));
            }
        }
        return parts;
    }

    @Override
    public Outcome run(ExecSpec spec, Snapshot root, List<StepInput> inputs, StepContext stepContext)
            throws InterruptedException {
        String name = spec.arguments().getFirst();
        ran.add(name);
        String content = work.getOrDefault(name, () -> name).run();
        return new Outcome(
                content.isEmpty() ? Optional.empty() : Optional.of(store.layer(content)), Duration.ofMillis(5));
    }

    @Override
    public List<CacheKey.KeyPart> keyParts(Op.FileOp op, List<StepInput> inputs, StepContext stepContext) {
        return List.of(new CacheKey.KeyPart(
                CacheKey.Kind.CONTENT, "context", Digest.of(context.getBytes(StandardCharsets.UTF_8))));
    }

    @Override
    public List<StoredLayer> run(Op.FileOp op, Snapshot root, List<StepInput> inputs, StepContext stepContext) {
        ran.add("COPY");
        return List.of(store.layer("copied " + context));
    }

    @Override
    public CacheKey.KeyPart resolve(Op op, StepContext stepContext) {
        return new CacheKey.KeyPart(
                CacheKey.Kind.SOURCE, "remote", Digest.of(context.getBytes(StandardCharsets.UTF_8)));
    }

    @Override
    public List<StoredLayer> run(Op op, CacheKey.KeyPart resolved, StepContext stepContext) {
        ran.add("FETCH " + resolved.kind());
        return List.of(store.layer("fetched " + context));
    }

    /** Executions by name. */
    Map<String, Integer> counts() {
        Map<String, Integer> counts = new HashMap<>();
        ran.forEach(name -> counts.merge(name, 1, Integer::sum));
        return counts;
    }
}
