package dev.slipway.cli;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** The values of {@link BuildOptions} that a parsed command line gives. */
final class GivenFlags {
    private final CommandSpec spec;

    /** @param spec of {@link BuildOptions}, after the parsing */
    GivenFlags(CommandSpec spec) {
        this.spec = spec;
    }

    /** The build context. */
    Optional<String> path() {
        return Optional.ofNullable(spec.positionalParameters().getFirst().getValue());
    }

    /** @param progress how progress is shown when no flag says it */
    static BuildFlags read(CommandSpec spec, String progress) {
        GivenFlags given = new GivenFlags(spec);
        BuildFlags flags = new BuildFlags();
        given.input(flags.input);
        given.output(flags.output);
        given.layers(flags.layers);
        given.steps(flags.steps);
        given.cache(flags.cache);
        given.display(flags.display, progress);
        return flags;
    }

    private void input(BuildFlags.Input input) {
        input.file = text("--file");
        input.target = text("--target");
        input.buildArguments = list("--build-arg");
        input.buildContexts = list("--build-context");
        input.platforms = list("--platform");
    }

    private void output(BuildFlags.Output output) {
        output.tags = list("--tag");
        output.outputs = list("--output");
        output.load = flag("--load");
        output.push = flag("--push");
        output.labels = list("--label");
        output.annotations = list("--annotation");
        output.imageIdFile = text("--iidfile");
        output.metadataFile = text("--metadata-file");
    }

    private void layers(BuildFlags.Layers layers) {
        layers.layering = text("--layering");
        layers.minSize = text("--layer-min-size");
        layers.maxLayers = text("--max-layers");
        layers.keepShadowed = flag("--keep-shadowed");
        layers.shadowedThreshold = text("--shadowed-threshold");
        layers.sizeTarget = text("--layer-size-target");
    }

    private void steps(BuildFlags.Steps steps) {
        steps.secrets = list("--secret");
        steps.ssh = list("--ssh");
        steps.network = text("--network");
        steps.allow = list("--allow");
        steps.hosts = list("--add-host");
        steps.shmSize = text("--shm-size");
        steps.ulimits = list("--ulimit");
        steps.parallel = number("--parallel");
    }

    private void cache(BuildFlags.Cache cache) {
        cache.noCache = flag("--no-cache");
        cache.noCacheFilter = list("--no-cache-filter");
        cache.pull = flag("--pull");
        cache.remote = list("--cache-from");
    }

    private void display(BuildFlags.Display display, String progress) {
        display.progress = text("--progress").orElse(progress);
        display.quiet = flag("--quiet");
        display.call = flag("--check") ? "check" : text("--call").orElse("build");
        display.laterDebug = flag("--debug");
        display.later = text("--builder");
        display.attest = list("--attest");
        display.attestations = list("--provenance");
    }

    /** Null when it is not given, and then it may not be in the model either. */
    private <T> @Nullable T value(String name) {
        OptionSpec option = spec.findOption(name);
        return option == null ? null : option.getValue();
    }

    private Optional<String> text(String name) {
        return Optional.ofNullable(value(name));
    }

    private List<String> list(String name) {
        List<String> values = value(name);
        return values == null ? List.of() : values;
    }

    private boolean flag(String name) {
        Boolean value = value(name);
        return value != null && value;
    }

    private OptionalInt number(String name) {
        Integer value = value(name);
        return value == null ? OptionalInt.empty() : OptionalInt.of(value);
    }
}
