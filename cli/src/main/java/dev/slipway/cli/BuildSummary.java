package dev.slipway.cli;

import dev.slipway.cli.progress.Sizes;
import dev.slipway.engine.BuildResult;
import dev.slipway.engine.export.Exported;
import dev.slipway.engine.export.Saving;
import dev.slipway.plan.record.BuildRecord;
import dev.slipway.plan.record.BuildRecord.StepRecord;
import dev.slipway.plan.record.CacheOutcome;
import dev.slipway.plan.record.FirstCause;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** What is said when a build ended: why steps ran, what came out, what to ask next. */
final class BuildSummary {
    private BuildSummary() {}

    static List<String> lines(BuildResult result, boolean colour) {
        BuildRecord record = result.record();
        List<String> lines = new ArrayList<>();
        lines.add("");
        FirstCause.sentence(record).ifPresent(cause -> lines.add(Style.BOLD.on(colour, cause)));
        long ran = record.steps().stream()
                .filter(step -> step.outcome() instanceof CacheOutcome.Miss)
                .count();
        long added = record.steps().stream()
                .filter(step -> step.outcome() instanceof CacheOutcome.Miss)
                .mapToLong(step -> step.cost().newBytes())
                .sum();
        lines.add("%d of %d steps ran in %s, %s in new layers"
                .formatted(ran, keyed(record), Times.span(record.duration()), Sizes.of(added)));
        lines.addAll(savings(result));
        result.outputs().stream()
                .flatMap(output -> output.image().stream())
                .map(image -> "image " + image.root().digest()
                        + (image.names().isEmpty() ? "" : "  " + String.join(", ", image.names())))
                .distinct()
                .forEach(lines::add);
        result.outputs().stream()
                .flatMap(output -> output.image().stream()
                        .flatMap(image -> output.pushes().stream().flatMap(push -> pushed(image, push))))
                .forEach(lines::add);
        lines.add(Style.DIM.on(colour, "details: slipway build record show " + record.id()));
        return lines;
    }

    /** What later layers hide and so was left out, each pair of instructions once, the largest first. */
    private static List<String> savings(BuildResult result) {
        List<Saving> savings = result.outputs().stream()
                .flatMap(output -> output.image().stream())
                .flatMap(image -> image.savings().stream())
                .distinct()
                .sorted(Comparator.comparingLong(Saving::bytes).reversed())
                .toList();
        if (savings.isEmpty()) {
            return List.of();
        }
        List<String> lines = new ArrayList<>();
        long bytes = savings.stream().mapToLong(Saving::bytes).sum();
        lines.add("left out %s that later layers hide (--keep-shadowed keeps it):".formatted(Sizes.of(bytes)));
        String dockerfile = result.record().invocation().dockerfile();
        for (Saving saving : savings) {
            String how = saving.removedBytes() == 0
                    ? "overwritten"
                    : saving.overwrittenBytes() == 0 ? "deleted" : "overwritten or deleted";
            lines.add("  %s written by %s, %s by %s"
                    .formatted(
                            Sizes.of(saving.bytes()),
                            where(dockerfile, saving.written()),
                            how,
                            where(dockerfile, saving.hidden())));
        }
        return lines;
    }

    private static String where(String dockerfile, Saving.Instruction instruction) {
        return instruction.line() == 0
                ? instruction.keyword()
                : instruction.keyword() + " at " + (dockerfile.isEmpty() ? "line " : dockerfile + ":")
                        + instruction.line();
    }

    /** One line a name; what it took stands in the first, for tags of one repository share their blobs. */
    private static Stream<String> pushed(Exported.Image image, Exported.Push push) {
        String took = " (%d blobs, %d uploaded with %s, %d mounted or there)"
                .formatted(
                        push.blobs(), push.uploaded(), Sizes.of(push.uploadedBytes()), push.blobs() - push.uploaded());
        String first = push.names().getFirst();
        return push.names().stream()
                .map(name -> "pushed " + name + "@" + image.root().digest() + (name.equals(first) ? took : ""));
    }

    private static long keyed(BuildRecord record) {
        return record.steps().stream()
                .map(StepRecord::key)
                .filter(java.util.Optional::isPresent)
                .count();
    }
}
