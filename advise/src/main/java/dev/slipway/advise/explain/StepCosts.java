package dev.slipway.advise.explain;

import dev.slipway.plan.PlanException;
import dev.slipway.plan.record.BuildRecord;
import dev.slipway.plan.record.BuildRecord.StepRecord;
import dev.slipway.plan.record.CacheOutcome;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What steps take, from records of builds that ran them and from what the user gives. A step of a record is the same when
 * its place and instruction are, else when an equal instruction stands in the same stage: edits shift places. The newest
 * record that really ran it counts. Given costs come first.
 */
public final class StepCosts {
    private final Map<String, Cost> byPlace = new HashMap<>();
    private final Map<String, Cost> byText = new HashMap<>();
    private final Map<String, Duration> given;

    /** @param bytes uncompressed, of the layers that it added; 0 where not known */
    public record Cost(Duration duration, long bytes) {}

    /**
     * @param newestFirst past builds
     * @param given durations by step: a place ({@code build#3}), or a part of the instruction's text
     */
    public StepCosts(List<BuildRecord> newestFirst, Map<String, Duration> given) {
        this.given = new LinkedHashMap<>(given);
        for (BuildRecord build : newestFirst) {
            build.steps().forEach(this::add);
        }
    }

    private void add(StepRecord step) {
        if (step.outcome() instanceof CacheOutcome.Miss
                && !step.cost().duration().isZero()) {
            Cost cost = new Cost(
                    step.cost().duration(),
                    step.cost().layerBytes().stream().mapToLong(Long::longValue).sum());
            String text = StepNames.text(step.name());
            byPlace.putIfAbsent(step.place() + " " + text, cost);
            byText.putIfAbsent(StepNames.stage(step.place()) + " " + text, cost);
        }
    }

    /** Empty for a step that nothing is known of. */
    public Optional<Cost> of(StepGraph.Step step) {
        StepGraph.Label label = step.label();
        String text = label.text();
        Optional<Cost> recorded = Optional.ofNullable(byPlace.get(label.place() + " " + text))
                .or(() -> Optional.ofNullable(byText.get(StepNames.stage(label.place()) + " " + text)));
        return given(label)
                .map(duration -> new Cost(duration, recorded.map(Cost::bytes).orElse(0L)))
                .or(() -> recorded);
    }

    private Optional<Duration> given(StepGraph.Label label) {
        Optional<Duration> exact = Optional.ofNullable(given.get(label.place()));
        return exact.or(() -> given.entrySet().stream()
                .filter(entry -> label.text().contains(entry.getKey()))
                .map(Map.Entry::getValue)
                .findFirst());
    }

    /** 0 when it is not known. */
    public long nanos(StepGraph.Step step) {
        return of(step).map(cost -> cost.duration().toNanos()).orElse(0L);
    }

    /**
     * Reads {@code STEP=SECONDS}; the last equals sign counts, because instructions have some themselves.
     *
     * @throws PlanException for what is none
     */
    public static Map.Entry<String, Duration> parse(String text) {
        int equals = text.lastIndexOf('=');
        if (equals > 0) {
            try {
                double seconds = Double.parseDouble(text.substring(equals + 1).strip());
                if (seconds >= 0 && seconds < 1e9) {
                    return Map.entry(text.substring(0, equals).strip(), Duration.ofNanos((long) (seconds * 1e9)));
                }
            } catch (NumberFormatException e) {
                // said below
            }
        }
        throw PlanException.badValue("cost \"" + text + "\"", "STEP=SECONDS, such as build#3=240");
    }
}
