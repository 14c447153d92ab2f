package dev.slipway.advise.check.hadolint;

import static dev.slipway.advise.check.Severity.ERROR;
import static dev.slipway.advise.check.Severity.WARNING;

import dev.slipway.advise.check.DockerfileView;
import dev.slipway.advise.check.StageView;
import dev.slipway.advise.check.Step;
import dev.slipway.advise.check.ViewRule;
import dev.slipway.dockerfile.Instruction;
import dev.slipway.dockerfile.TransferSource;
import dev.slipway.dockerfile.Word;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** FROM, and the images and stages that COPY and RUN take files from. */
final class Images {
    static final List<ViewRule> RULES = List.of(
            Dl.rule("DL3006", WARNING, "The base image should have a tag", Images::untagged),
            Dl.rule(
                    "DL3007",
                    WARNING,
                    "The tag latest moves: name the version that is meant",
                    (view, hits) -> froms(view)
                            .filter(from -> !from.image().text().contains("@")
                                    && tag(from.image().text())
                                            .filter("latest"::equals)
                                            .isPresent())
                            .forEach(from -> hits.at(from.image().span()))),
            Dl.rule(
                    "DL3022",
                    WARNING,
                    "COPY --from should name a stage above it",
                    (view, hits) -> copiesFrom(view, (stage, from, copy) -> {
                        if (!from.text().contains(":")
                                && above(view, stage, from).isEmpty()) {
                            hits.at(from.span());
                        }
                    })),
            Dl.rule(
                    "DL3023",
                    ERROR,
                    "COPY --from cannot name its own stage",
                    (view, hits) -> copiesFrom(view, (stage, from, copy) -> {
                        if (!stage.name().isEmpty() && stage.name().equals(lower(from))) {
                            hits.at(from.span());
                        }
                    })),
            Dl.rule("DL3024", ERROR, "Stage names must be unique", (view, hits) -> {
                Set<String> seen = new HashSet<>();
                froms(view)
                        .flatMap(from -> from.stageName().stream())
                        .filter(name -> !seen.add(lower(name)))
                        .forEach(name -> hits.at(name.span()));
            }),
            Dl.rule("DL3026", ERROR, "Images should come from trusted registries only", Images::registries),
            Dl.rule(
                    "DL3029",
                    WARNING,
                    "FROM --platform fixes the platform of the build",
                    (view, hits) -> froms(view)
                            .flatMap(from -> from.platform().stream())
                            .filter(platform -> !platform.text().contains("BUILDPLATFORM")
                                    && !platform.text().contains("TARGETPLATFORM"))
                            .forEach(platform -> hits.at(platform.span()))),
            Dl.rule(
                    "DL3063",
                    WARNING,
                    "A reserved word should not be a stage name",
                    (view, hits) -> froms(view)
                            .flatMap(from -> from.stageName().stream())
                            .filter(name -> Set.of("scratch", "context").contains(lower(name)))
                            .forEach(name -> hits.at(name.span()))),
            Dl.rule(
                    "DL3065",
                    WARNING,
                    "FROM --platform=$TARGETPLATFORM says what holds anyway",
                    (view, hits) -> froms(view)
                            .flatMap(from -> from.platform().stream())
                            .filter(platform -> Set.of("$TARGETPLATFORM", "${TARGETPLATFORM}")
                                    .contains(Dl.bare(platform.text())))
                            .forEach(platform -> hits.at(platform.span()))),
            Dl.rule(
                    "DL3067",
                    WARNING,
                    "COPY should not take the whole file system of another stage",
                    (view, hits) -> copiesFrom(view, (stage, from, copy) -> {
                        if (isRoot(copy.destination())
                                && copy.sources().stream()
                                        .anyMatch(source ->
                                                source instanceof TransferSource.Path path && isRoot(path.word()))) {
                            hits.at(DockerfileView.keyword(copy));
                        }
                    })));

    private Images() {}

    private static java.util.stream.Stream<Instruction.From> froms(DockerfileView view) {
        return view.stages().stream().map(StageView::from);
    }

    private static String lower(Word word) {
        return Dl.bare(word.text()).toLowerCase(Locale.ROOT);
    }

    private static boolean isRoot(Word word) {
        return Dl.bare(word.text()).equals("/");
    }

    private static Optional<String> tag(String image) {
        int colon = image.lastIndexOf(':');
        return colon > image.lastIndexOf('/') ? Optional.of(image.substring(colon + 1)) : Optional.empty();
    }

    private static void untagged(DockerfileView view, ViewRule.Hits hits) {
        Set<String> stages = new HashSet<>();
        for (StageView stage : view.stages()) {
            String image = stage.from().image().text();
            boolean open = image.startsWith("$") || image.startsWith("\"$") || image.contains("${");
            if (!open
                    && !image.equals("scratch")
                    && !image.contains("@")
                    && tag(image).isEmpty()
                    && !stages.contains(image.toLowerCase(Locale.ROOT))) {
                hits.at(stage.from().image().span());
            }
            stages.add(stage.name());
        }
    }

    @FunctionalInterface
    private interface CopyVisitor {
        void visit(StageView stage, Word from, Instruction.Copy copy);
    }

    private static void copiesFrom(DockerfileView view, CopyVisitor visitor) {
        for (StageView stage : view.stages()) {
            for (Step step : stage.steps()) {
                if (step.instruction() instanceof Instruction.Copy copy) {
                    copy.flags().from().ifPresent(from -> visitor.visit(stage, from, copy));
                }
            }
        }
    }

    private static Optional<StageView> above(DockerfileView view, StageView stage, Word from) {
        String name = lower(from);
        return view.stages().stream()
                .filter(other -> other.stage().index() <= stage.stage().index())
                .filter(other -> other.name().equals(name)
                        || Integer.toString(other.stage().index()).equals(name))
                .findFirst();
    }

    private static void registries(DockerfileView view, ViewRule.Hits hits) {
        List<String> trusted = view.input().trustedRegistries();
        if (trusted.isEmpty()) {
            return;
        }
        Set<String> stages = new HashSet<>();
        for (StageView stage : view.stages()) {
            if (!isTrusted(stage.image(), stages, trusted)) {
                hits.at(stage.from().image().span());
            }
            stages.add(stage.name());
            for (Step step : stage.steps()) {
                sources(step.instruction()).stream()
                        .filter(word -> !isTrusted(lower(word), stages, trusted))
                        .forEach(word -> hits.at(word.span()));
            }
        }
    }

    private static List<Word> sources(Instruction instruction) {
        return switch (instruction) {
            case Instruction.Copy copy -> copy.flags().from().stream().toList();
            case Instruction.Run run ->
                run.mounts().stream()
                        .flatMap(mount -> mount.options().stream())
                        .filter(option -> option.key().equals("from"))
                        .map(option -> new Word(option.value(), option.span()))
                        .toList();
            default -> List.of();
        };
    }

    private static boolean isTrusted(String image, Set<String> stages, List<String> trusted) {
        if (image.equals("scratch") || stages.contains(image) || image.matches("[0-9]+")) {
            return true;
        }
        int slash = image.indexOf('/');
        String head = slash < 0 ? "" : image.substring(0, slash);
        boolean named = head.contains(".") || head.contains(":") || head.equals("localhost");
        List<String> names = named ? List.of(head) : List.of("docker.io", "hub.docker.com");
        return names.stream().anyMatch(name -> trusted.stream().anyMatch(pattern -> matches(pattern, name)));
    }

    private static boolean matches(String pattern, String registry) {
        if (pattern.startsWith("*")) {
            return registry.endsWith(pattern.substring(1));
        }
        return pattern.endsWith("*")
                ? registry.startsWith(pattern.substring(0, pattern.length() - 1))
                : registry.equals(pattern);
    }
}
