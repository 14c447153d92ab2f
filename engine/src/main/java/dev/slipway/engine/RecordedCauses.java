package dev.slipway.engine;

import dev.slipway.engine.solve.MissCauses;
import dev.slipway.engine.store.Memos;
import dev.slipway.engine.tree.Listing;
import dev.slipway.image.Digest;
import dev.slipway.plan.graph.CacheKey;
import dev.slipway.plan.graph.ExecSpec;
import dev.slipway.plan.graph.Op;
import dev.slipway.plan.graph.Vertex;
import dev.slipway.plan.record.BuildRecord;
import dev.slipway.plan.record.CacheOutcome;
import dev.slipway.plan.record.MissExplainer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Explains misses by the records of earlier builds of the same Dockerfile, target and context. They are read when the
 * first step misses, so an unchanged build reads none.
 */
final class RecordedCauses implements MissCauses {
    private static final int MOST_PATHS = 50;

    private final BuildRecords records;
    private final Recorder recorder;
    private final Memos memos;
    private @Nullable Map<String, BuildRecord.StepRecord> earlier;

    RecordedCauses(BuildRecords records, Recorder recorder, Memos memos) {
        this.records = records;
        this.recorder = recorder;
        this.memos = memos;
    }

    @Override
    public CacheOutcome.MissCause explain(Vertex vertex, CacheKey key) {
        keepVariables(vertex, key);
        MissExplainer.Step step = new MissExplainer.Step(
                recorder.notes(vertex.digest()).name(),
                vertex.inputs().stream()
                        .map(input -> recorder.notes(input.digest()).name())
                        .toList(),
                key);
        return MissExplainer.explain(
                step,
                Optional.ofNullable(earlier().get(recorder.place(vertex.digest()))),
                this::changedPaths,
                this::changedVariables);
    }

    /** Beside the digest of the operation that they are a part of, for the next build that has another one. */
    private void keepVariables(Vertex vertex, CacheKey key) {
        if (vertex.op() instanceof Op.Exec(ExecSpec spec)) {
            key.parts().stream()
                    .filter(part -> part.kind() == CacheKey.Kind.OP)
                    .findFirst()
                    .ifPresent(part -> memos.put(
                            StepVariables.KIND,
                            part.digest(),
                            StepVariables.of(spec.environment()).encode()));
        }
    }

    private List<CacheOutcome.Change> changedVariables(Digest before, Digest after) {
        Optional<StepVariables> old = memos.find(StepVariables.KIND, before).map(StepVariables::decode);
        Optional<StepVariables> now = memos.find(StepVariables.KIND, after).map(StepVariables::decode);
        return old.isEmpty() || now.isEmpty() ? List.of() : old.get().changesTo(now.get());
    }

    /** From the listings that were kept beside the selections' digests; they may be gone. */
    private List<String> changedPaths(Digest before, Digest after) {
        Optional<byte[]> old = memos.find(Listing.KIND, before);
        Optional<byte[]> now = memos.find(Listing.KIND, after);
        return old.isEmpty() || now.isEmpty()
                ? List.of()
                : Listing.differences(old.get(), now.get(), MOST_PATHS).stream()
                        .map(Listing.Difference::path)
                        .toList();
    }

    /** By place; of several builds the newest that came to know the step's key. */
    private synchronized Map<String, BuildRecord.StepRecord> earlier() {
        if (earlier == null) {
            Map<String, BuildRecord.StepRecord> steps = new HashMap<>();
            for (BuildRecord record : records.before(recorder.invocation())) {
                for (BuildRecord.StepRecord step : record.steps()) {
                    if (step.key().isPresent()) {
                        steps.putIfAbsent(step.place(), step);
                    }
                }
            }
            earlier = steps;
        }
        return earlier;
    }
}
