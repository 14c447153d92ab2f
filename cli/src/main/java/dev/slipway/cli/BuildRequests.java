package dev.slipway.cli;

import dev.slipway.image.Platform;
import dev.slipway.plan.PlanException;
import dev.slipway.plan.request.BuildRequest;
import dev.slipway.plan.request.BuildRequest.CacheRules;
import dev.slipway.plan.request.BuildRequest.ImageSettings;
import dev.slipway.plan.request.BuildRequest.SandboxRules;
import dev.slipway.plan.request.ContextSpec;
import dev.slipway.plan.request.ExportTarget;
import dev.slipway.plan.request.ImageNames;
import dev.slipway.plan.request.LayerFlags;
import dev.slipway.plan.request.LayerRules;
import dev.slipway.plan.request.NetworkMode;
import dev.slipway.plan.request.SandboxFlags;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Flags to a build request. Everything that is not there yet is refused here, by name. */
final class BuildRequests {
    private final BuildFlags flags;
    private final Path workingDirectory;
    private final Function<String, Optional<String>> environment;

    BuildRequests(BuildFlags flags, Path workingDirectory, Function<String, Optional<String>> environment) {
        this.flags = flags;
        this.workingDirectory = workingDirectory;
        this.environment = environment;
    }

    /** @param sources Dockerfile and main context, already located */
    BuildRequest request(BuildRequest.DockerfileLocation dockerfile, Optional<ContextSpec> context) {
        refuseWhatIsNotThere();
        return new BuildRequest(
                new BuildRequest.Sources(
                        dockerfile, context, NamedContextFlags.parse(flags.input.buildContexts, workingDirectory)),
                flags.input.target,
                buildArguments(),
                flags.input.platforms.stream().map(Platform::parse).toList(),
                new CacheRules(flags.cache.noCache, flags.cache.noCacheFilter, flags.cache.pull),
                sandbox(),
                image(),
                outputs());
    }

    private void refuseWhatIsNotThere() {
        refuse(
                !flags.cache.remote.isEmpty(),
                "--cache-from and --cache-to",
                "the local store keeps the cache between builds");
        refuse(flags.display.laterDebug, "--debug", "leave it out");
        refuse(
                flags.display.later.isPresent(),
                "--builder, --cgroup-parent and --policy",
                "leave it out: builds run on this machine");
        refuse(!flags.display.attest.isEmpty(), "--attest", "leave it out");
        boolean wanted = flags.display.attestations.stream().anyMatch(value -> !value.equals("false"));
        refuse(wanted, "--provenance and --sbom", "leave it out, or say =false");
    }

    private static void refuse(boolean asked, String what, String hint) {
        if (asked) {
            throw PlanException.unsupported(what + ": not in this version", hint);
        }
    }

    private Map<String, String> buildArguments() {
        Map<String, String> arguments = new LinkedHashMap<>();
        for (String text : flags.input.buildArguments) {
            int equals = text.indexOf('=');
            if (equals > 0) {
                arguments.put(text.substring(0, equals), text.substring(equals + 1));
            } else if (equals < 0 && !text.isEmpty()) {
                environment.apply(text).ifPresent(value -> arguments.put(text, value));
            } else {
                throw PlanException.badValue("--build-arg \"" + text + "\"", "KEY=VALUE or KEY");
            }
        }
        return arguments;
    }

    private SandboxRules sandbox() {
        SandboxFlags parse = new SandboxFlags(workingDirectory, environment);
        Map<String, BuildRequest.SecretSource> secrets = new LinkedHashMap<>();
        flags.steps.secrets.stream().map(parse::secret).forEach(one -> secrets.put(one.id(), one.source()));
        Map<String, BuildRequest.SshSource> agents = new LinkedHashMap<>();
        flags.steps.ssh.stream().map(parse::ssh).forEach(one -> agents.put(one.id(), one.source()));
        return new SandboxRules(
                flags.steps.network.map(parse::network).orElse(NetworkMode.DEFAULT),
                flags.steps.hosts.stream().map(parse::extraHost).toList(),
                flags.steps.shmSize.map(parse::shmSize),
                flags.steps.ulimits.stream().map(parse::ulimit).toList(),
                flags.steps.allow.stream().map(parse::entitlement).toList(),
                secrets,
                agents);
    }

    private ImageSettings image() {
        Map<String, String> labels = new LinkedHashMap<>();
        for (String text : flags.output.labels) {
            int equals = text.indexOf('=');
            labels.put(equals < 0 ? text : text.substring(0, equals), equals < 0 ? "" : text.substring(equals + 1));
        }
        Map<String, String> annotations = new LinkedHashMap<>();
        for (String text : flags.output.annotations) {
            Pair pair = pair("--annotation", text, "[TYPE:]KEY=VALUE");
            annotations.put(pair.key(), pair.value());
        }
        flags.output.tags.forEach(tag -> ImageNames.requireTaggable("--tag", tag));
        return new ImageSettings(flags.output.tags, labels, annotations, sourceDateEpoch(), layers());
    }

    private LayerRules layers() {
        BuildFlags.Layers given = flags.layers;
        LayerRules usual = LayerRules.DEFAULT;
        if (given.keepShadowed && given.shadowedThreshold.isPresent()) {
            throw PlanException.badValue("--keep-shadowed and --shadowed-threshold", "one of them");
        }
        return new LayerRules(
                given.layering.map(LayerFlags::layering).orElse(usual.layering()),
                given.minSize.map(LayerFlags::minSize).orElse(usual.minSizeBytes()),
                given.maxLayers.map(LayerFlags::maxLayers).orElse(usual.maxLayers()),
                given.keepShadowed
                        ? Optional.empty()
                        : given.shadowedThreshold.map(LayerFlags::shadowed).or(usual::shadowed),
                given.sizeTarget.map(LayerFlags::sizeTarget));
    }

    /** The build argument before the variable, as buildx does. */
    private Optional<Instant> sourceDateEpoch() {
        String argument = buildArguments().get("SOURCE_DATE_EPOCH");
        Optional<String> text = Optional.ofNullable(argument).or(() -> environment.apply("SOURCE_DATE_EPOCH"));
        try {
            return text.filter(value -> !value.isEmpty()).map(value -> Instant.ofEpochSecond(Long.parseLong(value)));
        } catch (NumberFormatException e) {
            throw PlanException.badValue(
                    "SOURCE_DATE_EPOCH \"" + text.orElse("") + "\"", "seconds since 1970, a whole number");
        }
    }

    private List<ExportTarget> outputs() {
        List<ExportTarget> targets = new ArrayList<>();
        for (String text : flags.output.outputs) {
            targets.add(ExportTarget.parse(text, workingDirectory));
        }
        if (flags.output.push) {
            push(targets);
        }
        if (targets.isEmpty() || flags.output.load) {
            targets.add(ExportTarget.parse("type=image", workingDirectory));
        }
        targets.forEach(this::requireNamed);
        return targets;
    }

    /** {@code --push} turns the push of {@code type=image} on, as in buildx; without an image it is an output more. */
    private void push(List<ExportTarget> targets) {
        targets.replaceAll(target -> target instanceof ExportTarget.ToStore(ExportTarget.ImageOptions options)
                ? new ExportTarget.ToRegistry(options, true)
                : target);
        if (targets.stream().noneMatch(ExportTarget.ToRegistry.class::isInstance)) {
            targets.add(ExportTarget.parse("type=registry", workingDirectory));
        }
    }

    private void requireNamed(ExportTarget target) {
        boolean unnamed = target instanceof ExportTarget.ToRegistry to
                && to.options().names().isEmpty()
                && flags.output.tags.isEmpty();
        if (unnamed) {
            throw PlanException.badValue(
                    "a tag is needed when pushing to a registry", "--tag REGISTRY/NAME[:TAG], or name= in the output");
        }
    }

    private record Pair(String key, String value) {}

    private static Pair pair(String option, String text, String expected) {
        int equals = text.indexOf('=');
        if (equals < 1) {
            throw PlanException.badValue(option + " \"" + text + "\"", expected);
        }
        return new Pair(text.substring(0, equals), text.substring(equals + 1));
    }
}
