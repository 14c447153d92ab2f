package dev.slipway.plan.stage;

import dev.slipway.dockerfile.Dockerfile;
import dev.slipway.dockerfile.DockerfileException;
import dev.slipway.dockerfile.DockerfileException.Code;
import dev.slipway.dockerfile.Instruction;
import dev.slipway.dockerfile.Stage;
import dev.slipway.dockerfile.Suggestion;
import dev.slipway.dockerfile.Word;
import dev.slipway.image.ImageReference;
import dev.slipway.image.Platform;
import dev.slipway.plan.request.ContextSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds what {@code COPY --from} and {@code --mount=from=} name: a stage above, a named context, an image. */
final class SourceRefs {
    private final Dockerfile dockerfile;
    private final NamedContexts contexts;
    private final Platform target;

    SourceRefs(Dockerfile dockerfile, NamedContexts contexts, Platform target) {
        this.dockerfile = dockerfile;
        this.contexts = contexts;
        this.target = target;
    }

    /**
     * @param user number of the stage that the instruction is in
     * @param what {@code COPY --from}, for messages
     */
    TreeRef find(int user, StageInstruction instruction, Word word, String what) {
        String name = word.text();
        int dollar = name.indexOf('$');
        if (dollar >= 0 && dollar < name.length() - 1) {
            throw wrong(
                    Code.BAD_FLAG_VALUE,
                    instruction,
                    word,
                    "cannot expand variables in " + what + ": \"" + name + "\" (expected: a literal name)",
                    Optional.of("name the image with FROM … AS name above, and use that name"));
        }
        Optional<Stage> stage = stage(user, name, instruction, word, what);
        if (stage.isPresent()) {
            return new TreeRef.OfStage(stage.get().index());
        }
        if (name.equals("scratch")) {
            return new TreeRef.Empty();
        }
        return contexts.find(name, target).orElseGet(() -> image(user, instruction, word, what));
    }

    private Optional<Stage> stage(int user, String name, StageInstruction instruction, Word word, String what) {
        Optional<Integer> number = number(name);
        if (number.isPresent() && number.get() >= dockerfile.stages().size()) {
            throw wrong(
                    Code.UNKNOWN_STAGE,
                    instruction,
                    word,
                    "cannot resolve " + what + ": there is no stage " + name + " (expected: a number below " + user
                            + ")",
                    Optional.empty());
        }
        Optional<Stage> found = number.map(dockerfile.stages()::get).or(() -> named(user, name));
        found.filter(stage -> stage.index() >= user).ifPresent(stage -> {
            throw notAbove(user, stage, instruction, word, what);
        });
        return found;
    }

    /** The nearest one above, else any other, which is then refused with its own message. */
    private Optional<Stage> named(int user, String name) {
        List<Stage> named = dockerfile.stages().stream()
                .filter(stage -> stage.name().equals(Optional.of(name.toLowerCase(Locale.ROOT))))
                .toList();
        return named.reversed().stream()
                .filter(stage -> stage.index() < user)
                .findFirst()
                .or(() -> named.stream().findFirst());
    }

    private DockerfileException notAbove(int user, Stage stage, StageInstruction instruction, Word word, String what) {
        if (stage.index() == user) {
            return wrong(
                    Code.STAGE_CYCLE,
                    instruction,
                    word,
                    "cannot resolve " + what + ": \"" + word.text()
                            + "\" is the stage itself (expected: a stage declared" + " above)",
                    Optional.of("copy inside a stage with RUN cp"));
        }
        List<Integer> path = new ArrayList<>();
        if (leadsTo(stage.index(), user, path)) {
            List<String> names = Stream.concat(Stream.of(user), path.stream())
                    .map(this::label)
                    .toList();
            return wrong(
                    Code.STAGE_CYCLE,
                    instruction,
                    word,
                    "cannot resolve " + what + ": \"" + word.text() + "\" needs this stage itself: "
                            + String.join(" -> ", names) + " (expected: no cycle)",
                    Optional.of("move what both need into a stage above them"));
        }
        return wrong(
                Code.UNKNOWN_STAGE,
                instruction,
                word,
                "cannot resolve " + what + ": \"" + word.text() + "\" is declared below, at line "
                        + stage.from().span().startLine() + " (expected: a stage declared above line "
                        + instruction.shown().startLine() + ")",
                Optional.of("move that stage above this one"));
    }

    private String label(int index) {
        return dockerfile.stages().get(index).name().orElse(Integer.toString(index));
    }

    /** Whether {@code from} needs {@code to}; {@code path} then holds the stages between, both ends included. */
    private boolean leadsTo(int from, int to, List<Integer> path) {
        if (path.contains(from)) {
            return false;
        }
        path.add(from);
        if (from == to || direct(from).anyMatch(next -> leadsTo(next, to, path))) {
            return true;
        }
        path.removeLast();
        return false;
    }

    private Stream<Integer> direct(int index) {
        Stage stage = dockerfile.stages().get(index);
        Stream<String> from = Stream.of(stage.from().image().text());
        Stream<String> copied = stage.instructions().stream().flatMap(SourceRefs::sourceNames);
        return Stream.concat(from, copied)
                .flatMap(name -> number(name)
                        .filter(number -> number < dockerfile.stages().size())
                        .or(() -> named(index, name).map(Stage::index))
                        .stream());
    }

    private static Stream<String> sourceNames(Instruction instruction) {
        return switch (instruction) {
            case Instruction.Copy copy -> copy.flags().from().stream().map(Word::text);
            case Instruction.Run run ->
                run.mounts().stream()
                        .flatMap(mount -> StageTable.mountFrom(mount).stream())
                        .map(Word::text);
            default -> Stream.of();
        };
    }

    private TreeRef image(int user, StageInstruction instruction, Word word, String what) {
        try {
            return new TreeRef.OfImage(
                    new ContextSpec.ImageOrigin.Registry(ImageReference.parse(word.text())), word.text(), "");
        } catch (IllegalArgumentException e) {
            throw wrong(
                    Code.UNKNOWN_STAGE,
                    instruction,
                    word,
                    "cannot resolve " + what + ": \"" + word.text() + "\" (expected: a stage declared above line "
                            + instruction.shown().startLine() + ", or an image reference)",
                    suggestion(dockerfile, user, word.text()));
        }
    }

    /** {@code use "builder", declared at line 3}. */
    static Optional<String> suggestion(Dockerfile dockerfile, int user, String name) {
        return Suggestion.closest(name, namesAbove(dockerfile, user)).map(near -> {
            int line = dockerfile.stages().stream()
                    .filter(stage -> stage.name().equals(Optional.of(near)))
                    .findFirst()
                    .orElseThrow()
                    .from()
                    .span()
                    .startLine();
            return "use \"" + near + "\", declared at line " + line;
        });
    }

    static List<String> namesAbove(Dockerfile dockerfile, int user) {
        return dockerfile.stages().stream()
                .limit(user)
                .flatMap(stage -> stage.name().stream())
                .toList();
    }

    /** A stage number: digits only. */
    static Optional<Integer> number(String text) {
        boolean digits = !text.isEmpty() && text.length() < 6 && text.chars().allMatch(c -> c >= '0' && c <= '9');
        return digits ? Optional.of(Integer.parseInt(text)) : Optional.empty();
    }

    private static DockerfileException wrong(
            Code code, StageInstruction instruction, Word word, String what, Optional<String> hint) {
        return new DockerfileException(code, instruction.source(), word.span(), what, hint);
    }
}
