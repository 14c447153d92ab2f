package dev.slipway.engine.solve;

import dev.slipway.engine.step.StepContext;
import dev.slipway.engine.step.StepInput;
import dev.slipway.plan.graph.CacheKey;
import dev.slipway.plan.graph.Op;
import dev.slipway.plan.graph.OpEncoding;
import dev.slipway.plan.graph.Vertex;
import java.util.ArrayList;
import java.util.List;

/**
 * Puts together what a step's result depends on (K1): {@code OP} is the op's canonical form, {@code INPUT 0} the output
 * digest of its root file system, then the runner's own parts: {@code CONTENT} of what it reads of other inputs, or
 * {@code SOURCE}, what a location is now.
 */
final class CacheKeys {
    private final StepRunners runners;

    CacheKeys(StepRunners runners) {
        this.runners = runners;
    }

    CacheKey of(Vertex vertex, List<StepInput> inputs, StepContext context) throws InterruptedException {
        List<CacheKey.KeyPart> parts = new ArrayList<>();
        parts.add(new CacheKey.KeyPart(CacheKey.Kind.OP, "", OpEncoding.form(vertex.op())));
        if (!inputs.isEmpty()) {
            parts.add(new CacheKey.KeyPart(
                    CacheKey.Kind.INPUT, "0", Evaluator.root(inputs).outputDigest()));
        }
        switch (vertex.op()) {
            case Op.Exec exec -> parts.addAll(runners.exec().keyParts(exec.spec(), inputs, context));
            case Op.FileOp file -> parts.addAll(runners.file().keyParts(file, inputs, context));
            case Op.Git git -> parts.add(runners.remote().resolve(git, context));
            case Op.Http http -> parts.add(runners.remote().resolve(http, context));
            case Op.Scratch s -> throw keyless(vertex);
            case Op.Image i -> throw keyless(vertex);
            case Op.Context c -> throw keyless(vertex);
            case Op.Merge m -> throw keyless(vertex);
        }
        return CacheKey.of(parts);
    }

    private static IllegalStateException keyless(Vertex vertex) {
        return new IllegalStateException(vertex + " has no cache key");
    }
}
