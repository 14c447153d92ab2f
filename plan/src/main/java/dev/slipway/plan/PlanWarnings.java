package dev.slipway.plan;

import dev.slipway.dockerfile.Dockerfile;
import dev.slipway.dockerfile.Instruction;
import dev.slipway.dockerfile.KeyValue;
import dev.slipway.dockerfile.Suggestion;
import dev.slipway.plan.lower.BuildSettings;
import dev.slipway.plan.request.Booleans;
import dev.slipway.plan.request.BuildRequest;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** What of a request and its Dockerfile will have no effect. */
final class PlanWarnings {
    private static final List<String> OWN_LANGUAGE =
            List.of("dockerfile.v0", "docker/dockerfile", "docker.io/docker/dockerfile");

    private final BuildRequest request;
    private final Dockerfile dockerfile;
    private final List<String> warnings = new ArrayList<>();

    private PlanWarnings(BuildRequest request, Dockerfile dockerfile) {
        this.request = request;
        this.dockerfile = dockerfile;
    }

    static List<String> of(BuildRequest request, Dockerfile dockerfile) {
        PlanWarnings found = new PlanWarnings(request, dockerfile);
        found.unusedArguments();
        found.otherFrontend();
        found.inlineCache();
        found.unknownStages();
        return found.warnings;
    }

    private void unusedArguments() {
        Set<String> declared = new LinkedHashSet<>();
        Stream.concat(
                        dockerfile.globalArguments().stream(),
                        dockerfile.stages().stream()
                                .flatMap(stage -> stage.instructions().stream())
                                .filter(Instruction.Arg.class::isInstance)
                                .map(Instruction.Arg.class::cast))
                .flatMap(argument -> argument.arguments().stream())
                .map(KeyValue::key)
                .forEach(key -> declared.add(key.text()));
        for (String name : request.buildArguments().keySet()) {
            if (!declared.contains(name) && !BuildSettings.isPredefined(name)) {
                warnings.add("build argument \"" + name + "\" is not used: no ARG declares it"
                        + Suggestion.closest(name, declared)
                                .map(near -> "; did you mean \"" + near + "\"?")
                                .orElse(""));
            }
        }
    }

    /** {@code # syntax=} and {@code BUILDKIT_SYNTAX} may name an image that reads a language of its own. */
    private void otherFrontend() {
        Optional<String> frontend = Optional.ofNullable(request.buildArguments().get("BUILDKIT_SYNTAX"))
                .filter(name -> !name.isEmpty())
                .or(() -> dockerfile.directives().stream()
                        .filter(directive -> directive.name().equals("syntax"))
                        .map(directive -> directive.value())
                        .findFirst());
        frontend.filter(name -> !isOwnLanguage(name))
                .ifPresent(name -> warnings.add("frontend \"" + name
                        + "\" is not used: the file is read as a Dockerfile of the current stable reference"));
    }

    private static boolean isOwnLanguage(String frontend) {
        return OWN_LANGUAGE.stream()
                .anyMatch(name -> frontend.equals(name)
                        || frontend.startsWith(name + ":")
                        || frontend.startsWith(name + "@")
                        || frontend.startsWith(name + " "));
    }

    private void inlineCache() {
        String value = request.buildArguments().getOrDefault("BUILDKIT_INLINE_CACHE", "");
        if (Booleans.parse(value).orElse(false)) {
            warnings.add("build argument \"BUILDKIT_INLINE_CACHE\" is not used: images carry no build cache");
        }
    }

    private void unknownStages() {
        for (String filter : request.cache().noCacheFilter()) {
            boolean known = dockerfile.stages().stream()
                    .anyMatch(stage ->
                            stage.name().filter(filter::equalsIgnoreCase).isPresent()
                                    || filter.equals(Integer.toString(stage.index())));
            if (!known) {
                warnings.add("--no-cache-filter \"" + filter + "\" names no stage");
            }
        }
    }
}
