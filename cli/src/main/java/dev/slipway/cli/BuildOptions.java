package dev.slipway.cli;

import static dev.slipway.cli.Options.flag;
import static dev.slipway.cli.Options.list;
import static dev.slipway.cli.Options.number;
import static dev.slipway.cli.Options.text;

import java.util.OptionalInt;

/** The options of {@code slipway build}. */
final class BuildOptions {
    private final BuildFlags flags;

    private BuildOptions(BuildFlags flags) {
        this.flags = flags;
    }

    /** @param flags are filled when the command line is parsed */
    static void add(CommandModel command, BuildFlags flags) {
        BuildOptions options = new BuildOptions(flags);
        options.input(command);
        options.output(command);
        options.layers(command);
        options.steps(command);
        options.cache(command);
        options.display(command);
    }

    private void input(CommandModel command) {
        command.options(
                "%nWhat to build%n",
                text(value -> flags.input.file = value, "-f", "--file")
                        .paramLabel("FILE")
                        .description("Dockerfile (default: PATH/Dockerfile; - reads it from standard input)."),
                text(value -> flags.input.target = value, "--target")
                        .paramLabel("STAGE")
                        .description("Stage to build (default: the last)."),
                list(value -> flags.input.buildArguments = value, "--build-arg")
                        .paramLabel("KEY[=VALUE]")
                        .description("Build argument; without a value it is taken from the environment."),
                list(value -> flags.input.buildContexts = value, "--build-context")
                        .paramLabel("NAME=CONTEXT")
                        .description(
                                "Named context: a directory, a git or HTTP address, docker-image://, oci-layout://, docker-archive://, debootstrap://."),
                list(value -> flags.input.platforms = value, "--platform")
                        .paramLabel("OS/ARCH")
                        .splitRegex(",")
                        .description("Platforms to build for."));
    }

    private void output(CommandModel command) {
        command.options(
                "%nWhat comes out%n",
                list(value -> flags.output.tags = value, "-t", "--tag")
                        .paramLabel("NAME[:TAG]")
                        .description("Name of the image."),
                list(value -> flags.output.outputs = value, "-o", "--output")
                        .paramLabel("SPEC")
                        .description(
                                "type=image|registry|oci|docker|local|tar with dest=, compression=, ...; a path alone is type=local (default: type=image)."),
                flag(value -> flags.output.load = value, "--load")
                        .description("Short for --output type=image: into the local image store."),
                flag(value -> flags.output.push = value, "--push")
                        .description("Short for --output type=registry: pushes the image to its names."),
                list(value -> flags.output.labels = value, "--label")
                        .paramLabel("KEY=VALUE")
                        .description("Label of the image."),
                list(value -> flags.output.annotations = value, "--annotation")
                        .paramLabel("[TYPE:]KEY=VALUE")
                        .description("OCI annotation."),
                text(value -> flags.output.imageIdFile = value, "--iidfile")
                        .paramLabel("FILE")
                        .description("Write the image ID to a file."),
                text(value -> flags.output.metadataFile = value, "--metadata-file")
                        .paramLabel("FILE")
                        .description("Write the result's metadata to a file."));
    }

    private void layers(CommandModel command) {
        command.options(
                "%nHow layers are cut%n",
                text(value -> flags.layers.layering = value, "--layering")
                        .paramLabel("KIND")
                        .description(
                                "provenance: COPY --from keeps the source's layers apart; as-written: one layer an instruction (default: provenance)."),
                text(value -> flags.layers.minSize = value, "--layer-min-size")
                        .paramLabel("SIZE")
                        .description(
                                "What a source layer contributes to a copy and is smaller joins what comes above it (default: 1MiB)."),
                text(value -> flags.layers.maxLayers = value, "--max-layers")
                        .paramLabel("N")
                        .description("Copies keep layers apart only up to this many in the image (default: 100)."),
                flag(value -> flags.layers.keepShadowed = value, "--keep-shadowed")
                        .description("Export what later layers overwrite or delete too (default: leave it out)."),
                text(value -> flags.layers.shadowedThreshold = value, "--shadowed-threshold")
                        .paramLabel("SIZE[,PERCENT%]")
                        .description("Leave hidden files out from this much of a layer on (default: 16MiB,2%%)."),
                text(value -> flags.layers.sizeTarget = value, "--layer-size-target")
                        .paramLabel("SIZE")
                        .description("Export larger layers in pieces of about this size (default: whole)."));
    }

    private void steps(CommandModel command) {
        command.options(
                "%nHow steps run%n",
                list(value -> flags.steps.secrets = value, "--secret")
                        .paramLabel("SPEC")
                        .description("Secret for RUN --mount=type=secret: id=ID[,src=FILE|,env=VARIABLE]."),
                list(value -> flags.steps.ssh = value, "--ssh")
                        .paramLabel("SPEC")
                        .description("SSH agent or keys for RUN --mount=type=ssh: default|ID[=SOCKET|KEY[,KEY]]."),
                text(value -> flags.steps.network = value, "--network")
                        .paramLabel("MODE")
                        .description("Network of RUN steps: default, none, host."),
                list(value -> flags.steps.allow = value, "--allow")
                        .paramLabel("ENTITLEMENT")
                        .description("Allow security.insecure or network.host."),
                list(value -> flags.steps.hosts = value, "--add-host")
                        .paramLabel("HOST:IP")
                        .description("Further line of /etc/hosts."),
                text(value -> flags.steps.shmSize = value, "--shm-size")
                        .paramLabel("BYTES")
                        .description("Size of /dev/shm."),
                list(value -> flags.steps.ulimits = value, "--ulimit")
                        .paramLabel("NAME=SOFT[:HARD]")
                        .description("Resource limit."),
                number(value -> flags.steps.parallel = OptionalInt.of(value), "--parallel")
                        .paramLabel("N")
                        .description("How many RUN steps may run at once."));
    }

    private void cache(CommandModel command) {
        command.options(
                "%nCache%n",
                flag(value -> flags.cache.noCache = value, "--no-cache").description("Run every step."),
                list(value -> flags.cache.noCacheFilter = value, "--no-cache-filter")
                        .paramLabel("STAGE")
                        .splitRegex(",")
                        .description("Run every step of these stages."),
                flag(value -> flags.cache.pull = value, "--pull")
                        .description("Resolve base images and the like again."),
                list(value -> flags.cache.remote = value, "--cache-from", "--cache-to")
                        .hidden(true));
    }

    private void display(CommandModel command) {
        command.options(
                "%nDisplay%n",
                text(value -> value.ifPresent(kind -> flags.display.progress = kind), "--progress")
                        .paramLabel("KIND")
                        .description("auto, tty, plain, rawjson or quiet."),
                flag(value -> flags.display.quiet = value, "-q", "--quiet").description("Print only the image ID."),
                text(value -> value.ifPresent(method -> flags.display.call = method), "--call")
                        .paramLabel("METHOD")
                        .description("build, check, outline or targets."),
                flag(value -> flags.display.check = value, "--check")
                        .description("Short for --call=check: BuildKit's build checks."),
                flag(value -> flags.display.laterDebug = value, "--debug", "-D").hidden(true),
                text(value -> flags.display.later = value, "--builder", "--cgroup-parent", "--policy")
                        .hidden(true),
                list(value -> flags.display.attest = value, "--attest").hidden(true),
                list(value -> flags.display.attestations = value, "--provenance", "--sbom")
                        .hidden(true));
    }
}
