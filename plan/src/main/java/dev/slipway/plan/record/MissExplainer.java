package dev.slipway.plan.record;

import dev.slipway.image.Digest;
import dev.slipway.plan.graph.CacheKey;
import dev.slipway.plan.graph.CacheKey.KeyPart;
import dev.slipway.plan.record.BuildRecord.StepRecord;
import dev.slipway.plan.record.CacheOutcome.Change;
import dev.slipway.plan.record.CacheOutcome.MissCause;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Says why a step has no recorded result, by comparing its key with that of the step at the same place before. Pure. */
public final class MissExplainer {
    private static final int MOST_FILES = 50;
    private static final String LAYERS = "layers";
    private static final String VARIABLE = "variable";

    private MissExplainer() {}

    /** Turns two digests of selected files into the paths that differ; empty when that is not known any more. */
    @FunctionalInterface
    public interface ContentChanges {
        ContentChanges UNKNOWN = (before, after) -> List.of();

        List<String> between(Digest before, Digest after);
    }

    /** Turns two digests of operations into the variables that differ, as changes of kind {@code variable}. */
    @FunctionalInterface
    public interface VariableChanges {
        VariableChanges UNKNOWN = (before, after) -> List.of();

        List<Change> between(Digest before, Digest after);
    }

    /**
     * A step that is about to run.
     *
     * @param name as shown
     * @param inputNames names of its inputs, in order
     */
    public record Step(String name, List<String> inputNames, CacheKey key) {
        public Step {
            inputNames = List.copyOf(inputNames);
        }

        private String inputName(String label) {
            String number = label.substring(label.lastIndexOf(' ') + 1);
            boolean digits =
                    !number.isEmpty() && number.length() < 5 && number.chars().allMatch(c -> c >= '0' && c <= '9');
            return digits && Integer.parseInt(number) < inputNames.size()
                    ? inputNames.get(Integer.parseInt(number))
                    : label;
        }
    }

    private record Label(CacheKey.Kind kind, String text) {}

    /** Without what is known of variables. */
    public static MissCause explain(Step step, Optional<StepRecord> previous, ContentChanges contents) {
        return explain(step, previous, contents, VariableChanges.UNKNOWN);
    }

    /** @param previous the step at the same place in the last build that had it */
    public static MissCause explain(
            Step step, Optional<StepRecord> previous, ContentChanges contents, VariableChanges variables) {
        Optional<CacheKey> before = previous.flatMap(StepRecord::key);
        if (before.isEmpty()) {
            return new MissCause.FirstRun();
        }
        if (before.get().digest().equals(step.key().digest())) {
            return new MissCause.ResultGone();
        }
        Map<Label, Digest> old = parts(before.get());
        Map<Label, Digest> now = parts(step.key());
        List<Change> changes = new ArrayList<>();
        now.forEach((label, digest) -> {
            Digest was = old.remove(label);
            if (!digest.equals(was)) {
                if (label.kind() == CacheKey.Kind.OP
                        && was != null
                        && step.name().equals(previous.get().name())) {
                    changes.addAll(variables.between(was, digest));
                }
                changes.addAll(changes(step, previous.get(), label, Optional.ofNullable(was), digest, contents));
            }
        });
        // Other files in a selection mostly are other boundaries too: one cause is enough.
        if (changes.stream().anyMatch(change -> change.kind().equals("file"))) {
            changes.removeIf(change -> change.kind().equals(LAYERS));
        }
        boolean instruction = changes.stream().anyMatch(change -> change.kind().equals("instruction"));
        // Of an instruction whose text is the same, its variables say all.
        if (changes.stream().anyMatch(change -> change.kind().equals(VARIABLE))) {
            changes.removeIf(change -> change.kind().equals("instruction"));
        }
        if (!instruction) {
            old.forEach((label, digest) ->
                    changes.add(new Change(kind(label), subject(step, label), digest.shortHex(), "")));
        }
        // The same parts in another order are another instruction too.
        return new MissCause.Changed(
                changes.isEmpty()
                        ? List.of(new Change(
                                "instruction", step.name(), previous.get().name(), step.name()))
                        : changes);
    }

    private static Map<Label, Digest> parts(CacheKey key) {
        Map<Label, Digest> parts = new LinkedHashMap<>();
        for (KeyPart part : key.parts()) {
            parts.put(new Label(part.kind(), part.label()), part.digest());
        }
        return parts;
    }

    private static List<Change> changes(
            Step step, StepRecord previous, Label label, Optional<Digest> was, Digest digest, ContentChanges contents) {
        return switch (label.kind()) {
            case OP -> List.of(new Change("instruction", step.name(), previous.name(), step.name()));
            case CONTENT -> {
                List<String> paths =
                        was.map(before -> contents.between(before, digest)).orElse(List.of());
                yield paths.isEmpty()
                        ? List.of(plain(step, label, was, digest))
                        : paths.stream()
                                .limit(MOST_FILES)
                                .map(path -> new Change("file", path, "", ""))
                                .toList();
            }
            case INPUT, SOURCE, LAYERS -> List.of(plain(step, label, was, digest));
        };
    }

    private static Change plain(Step step, Label label, Optional<Digest> was, Digest digest) {
        return new Change(
                kind(label), subject(step, label), was.map(Digest::shortHex).orElse(""), digest.shortHex());
    }

    private static String kind(Label label) {
        return switch (label.kind()) {
            case OP -> "instruction";
            case INPUT -> "input";
            case CONTENT -> "file";
            case SOURCE -> "source";
            case LAYERS -> LAYERS;
        };
    }

    private static String subject(Step step, Label label) {
        return switch (label.kind()) {
            case OP -> step.name();
            case INPUT -> step.inputName(label.text());
            // "1 python/ setup.py": the input's number is of no use to people.
            case CONTENT, LAYERS -> label.text().substring(label.text().indexOf(' ') + 1);
            case SOURCE -> label.text();
        };
    }
}
