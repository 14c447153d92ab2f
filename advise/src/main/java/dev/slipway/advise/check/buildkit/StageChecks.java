package dev.slipway.advise.check.buildkit;

import dev.slipway.advise.check.DockerfileView;
import dev.slipway.advise.check.StageView;
import dev.slipway.advise.check.ViewRule;
import dev.slipway.dockerfile.DockerfileException;
import dev.slipway.dockerfile.Suggestion;
import dev.slipway.dockerfile.Word;
import dev.slipway.dockerfile.expand.Expansion;
import dev.slipway.dockerfile.expand.Variables;
import dev.slipway.image.ImageReference;
import dev.slipway.image.Platform;
import dev.slipway.plan.stage.GlobalScope;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Names, bases and platforms of stages. */
final class StageChecks {
    private static final Set<String> RESERVED = Set.of("context", "scratch");

    static final List<ViewRule> RULES = List.of(
            BuildKitRules.rule("DuplicateStageName", "Stage names should be unique", StageChecks::duplicates),
            BuildKitRules.rule("ReservedStageName", "Reserved words should not be stage names", StageChecks::reserved),
            BuildKitRules.rule("UndefinedArgInFrom", "FROM should use declared arguments only", StageChecks::undefined),
            BuildKitRules.rule(
                    "InvalidDefaultArgInFrom",
                    "Defaults of global arguments should give FROM a valid image name",
                    StageChecks::invalidDefault),
            BuildKitRules.rule(
                    "InvalidBaseImagePlatform",
                    "The base image should be for the platform that is built for",
                    StageChecks::basePlatform),
            BuildKitRules.rule(
                    "RedundantTargetPlatform",
                    "FROM --platform=$TARGETPLATFORM says what holds anyway",
                    StageChecks::redundantPlatform),
            BuildKitRules.rule(
                    "FromPlatformFlagConstDisallowed",
                    "FROM --platform should not be a constant",
                    StageChecks::constantPlatform));

    private StageChecks() {}

    private static void duplicates(DockerfileView view, ViewRule.Hits hits) {
        Set<String> seen = new HashSet<>();
        for (StageView stage : view.stages()) {
            stage.from()
                    .stageName()
                    .filter(name -> !seen.add(stage.name()))
                    .ifPresent(name ->
                            hits.at(name.span(), "stage name \"" + stage.name() + "\" is used by a stage above"));
        }
    }

    private static void reserved(DockerfileView view, ViewRule.Hits hits) {
        for (StageView stage : view.stages()) {
            stage.from()
                    .stageName()
                    .filter(name -> RESERVED.contains(stage.name()))
                    .ifPresent(
                            name -> hits.at(name.span(), "stage name \"" + stage.name() + "\" has a meaning already"));
        }
    }

    private static void undefined(DockerfileView view, ViewRule.Hits hits) {
        Optional<GlobalScope> globals = view.globals();
        if (globals.isEmpty()) {
            return;
        }
        Set<String> declared = view.dockerfile().globalArguments().stream()
                .flatMap(argument -> argument.arguments().stream())
                .map(argument -> argument.key().text())
                .collect(Collectors.toCollection(HashSet::new));
        declared.addAll(globals.get().names());
        for (StageView stage : view.stages()) {
            Stream.concat(Stream.of(stage.from().image()), stage.from().platform().stream())
                    .forEach(word -> expand(view, word, globals.get()).stream()
                            .flatMap(expansion -> expansion.undefined().stream())
                            .filter(name -> !declared.contains(name))
                            .forEach(name -> hits.at(
                                    word.span(),
                                    "FROM uses \"" + name + "\", which no ARG above the first FROM declares",
                                    Suggestion.hint(name, declared)
                                            .orElse("declare it with ARG before the first FROM"))));
        }
    }

    private static void invalidDefault(DockerfileView view, ViewRule.Hits hits) {
        Optional<GlobalScope> defaults = view.globalScope(Map.of());
        if (defaults.isEmpty()) {
            return;
        }
        for (StageView stage : view.stages()) {
            Word image = stage.from().image();
            expand(view, image, defaults.get())
                    .filter(expansion -> !expansion.names().isEmpty())
                    .filter(expansion -> !isImageName(expansion.value()))
                    .ifPresent(expansion -> hits.at(
                            image.span(),
                            "without build arguments the base is \"" + expansion.value() + "\", which is no image name",
                            "give each ARG of " + image.text() + " a default that works"));
        }
    }

    private static boolean isImageName(String name) {
        try {
            ImageReference.parse(name);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** Variants may differ: a machine runs lower ones too. */
    private static void basePlatform(DockerfileView view, ViewRule.Hits hits) {
        for (StageView stage : view.stages()) {
            if (stage.parent().isPresent()) {
                continue;
            }
            view.base(stage).ifPresent(base -> {
                Platform actual = base.config().platform();
                if (!actual.os().equals(base.wanted().os())
                        || !actual.architecture().equals(base.wanted().architecture())) {
                    hits.at(
                            stage.from().image().span(),
                            "base image \"" + base.name() + "\" is for " + actual + ", the build is for "
                                    + base.wanted(),
                            "use an image for " + base.wanted() + ", or FROM --platform=" + actual);
                }
            });
        }
    }

    private static void redundantPlatform(DockerfileView view, ViewRule.Hits hits) {
        for (StageView stage : view.stages()) {
            stage.from()
                    .platform()
                    .filter(word -> isTargetPlatform(word.text()))
                    .ifPresent(word -> hits.at(word.span(), word.text() + " is the platform that FROM takes anyway"));
        }
    }

    /** Whether a platform is just the target's. */
    static boolean isTargetPlatform(String text) {
        String bare = text.replace("\"", "");
        return bare.equals("$TARGETPLATFORM") || bare.equals("${TARGETPLATFORM}");
    }

    private static void constantPlatform(DockerfileView view, ViewRule.Hits hits) {
        Variables nothing = new StageVariables();
        for (StageView stage : view.stages()) {
            stage.from()
                    .platform()
                    .filter(word -> expand(view, word, nothing)
                            .filter(expansion -> expansion.names().isEmpty())
                            .flatMap(expansion -> platform(expansion.value()))
                            .filter(platform -> !stage.name().contains(platform.os())
                                    && !stage.name().contains(platform.architecture()))
                            .isPresent())
                    .ifPresent(word -> hits.at(
                            word.span(),
                            "the platform is always \"" + word.text() + "\"",
                            "use --platform=$BUILDPLATFORM, or name the stage after its platform"));
        }
    }

    private static Optional<Platform> platform(String text) {
        try {
            return Optional.of(Platform.parse(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Optional<Expansion> expand(DockerfileView view, Word word, Variables variables) {
        try {
            return Optional.of(view.expander().expand(word, variables));
        } catch (DockerfileException e) {
            return Optional.empty();
        }
    }
}
