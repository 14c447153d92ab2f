package dev.slipway.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** The flags of {@code docker buildx build}, as written. What they mean is {@link BuildRequests}. */
final class BuildFlags {
    @ArgGroup(validate = false, heading = "%nWhat to build%n")
    Input input = new Input();

    @ArgGroup(validate = false, heading = "%nWhat comes out%n")
    Output output = new Output();

    @ArgGroup(validate = false, heading = "%nHow layers are cut%n")
    Layers layers = new Layers();

    @ArgGroup(validate = false, heading = "%nHow steps run%n")
    Steps steps = new Steps();

    @ArgGroup(validate = false, heading = "%nCache%n")
    Cache cache = new Cache();

    @ArgGroup(validate = false, heading = "%nDisplay%n")
    Display display = new Display();

    /** Dockerfile, contexts, arguments. */
    static final class Input {
        @Option(
                names = {"-f", "--file"},
                paramLabel = "FILE",
                description = "Dockerfile (default: PATH/Dockerfile; - reads it from standard input).")
        Optional<String> file = Optional.empty();

        @Option(names = "--target", paramLabel = "STAGE", description = "Stage to build (default: the last).")
        Optional<String> target = Optional.empty();

        @Option(
                names = "--build-arg",
                paramLabel = "KEY[=VALUE]",
                description = "Build argument; without a value it is taken from the environment.")
        List<String> buildArguments = new ArrayList<>();

        @Option(
                names = "--build-context",
                paramLabel = "NAME=CONTEXT",
                description =
                        "Named context: a directory, a git or HTTP address, docker-image://, oci-layout://, docker-archive://, debootstrap://.")
        List<String> buildContexts = new ArrayList<>();

        @Option(names = "--platform", paramLabel = "OS/ARCH", split = ",", description = "Platforms to build for.")
        List<String> platforms = new ArrayList<>();
    }

    /** Names, outputs, files with results. */
    static final class Output {
        @Option(
                names = {"-t", "--tag"},
                paramLabel = "NAME[:TAG]",
                description = "Name of the image.")
        List<String> tags = new ArrayList<>();

        @Option(
                names = {"-o", "--output"},
                paramLabel = "SPEC",
                description =
                        "type=image|registry|oci|docker|local|tar with dest=, compression=, ...; a path alone is type=local (default: type=image).")
        List<String> outputs = new ArrayList<>();

        @Option(names = "--load", description = "Short for --output type=image: into the local image store.")
        boolean load;

        @Option(names = "--push", description = "Short for --output type=registry: pushes the image to its names.")
        boolean push;

        @Option(names = "--label", paramLabel = "KEY=VALUE", description = "Label of the image.")
        List<String> labels = new ArrayList<>();

        @Option(names = "--annotation", paramLabel = "[TYPE:]KEY=VALUE", description = "OCI annotation.")
        List<String> annotations = new ArrayList<>();

        @Option(names = "--iidfile", paramLabel = "FILE", description = "Write the image ID to a file.")
        Optional<String> imageIdFile = Optional.empty();

        @Option(names = "--metadata-file", paramLabel = "FILE", description = "Write the result's metadata to a file.")
        Optional<String> metadataFile = Optional.empty();
    }

    /** Boundaries of layers, and what is left out of them. */
    static final class Layers {
        @Option(
                names = "--layering",
                paramLabel = "KIND",
                description =
                        "provenance: COPY --from keeps the source's layers apart; as-written: one layer an instruction (default: provenance).")
        Optional<String> layering = Optional.empty();

        @Option(
                names = "--layer-min-size",
                paramLabel = "SIZE",
                description =
                        "What a source layer contributes to a copy and is smaller joins what comes above it (default: 1MiB).")
        Optional<String> minSize = Optional.empty();

        @Option(
                names = "--max-layers",
                paramLabel = "N",
                description = "Copies keep layers apart only up to this many in the image (default: 100).")
        Optional<String> maxLayers = Optional.empty();

        @Option(
                names = "--keep-shadowed",
                description = "Export what later layers overwrite or delete too (default: leave it out).")
        boolean keepShadowed;

        @Option(
                names = "--shadowed-threshold",
                paramLabel = "SIZE[,PERCENT%%]",
                description = "Leave hidden files out from this much of a layer on (default: 16MiB,2%%).")
        Optional<String> shadowedThreshold = Optional.empty();

        @Option(
                names = "--layer-size-target",
                paramLabel = "SIZE",
                description = "Export larger layers in pieces of about this size (default: whole).")
        Optional<String> sizeTarget = Optional.empty();
    }

    /** The sandbox. */
    static final class Steps {
        @Option(
                names = "--secret",
                paramLabel = "SPEC",
                description = "Secret for RUN --mount=type=secret: id=ID[,src=FILE|,env=VARIABLE].")
        List<String> secrets = new ArrayList<>();

        @Option(
                names = "--ssh",
                paramLabel = "SPEC",
                description = "SSH agent or keys for RUN --mount=type=ssh: default|ID[=SOCKET|KEY[,KEY]].")
        List<String> ssh = new ArrayList<>();

        @Option(names = "--network", paramLabel = "MODE", description = "Network of RUN steps: default, none, host.")
        Optional<String> network = Optional.empty();

        @Option(names = "--allow", paramLabel = "ENTITLEMENT", description = "Allow security.insecure or network.host.")
        List<String> allow = new ArrayList<>();

        @Option(names = "--add-host", paramLabel = "HOST:IP", description = "Further line of /etc/hosts.")
        List<String> hosts = new ArrayList<>();

        @Option(names = "--shm-size", paramLabel = "BYTES", description = "Size of /dev/shm.")
        Optional<String> shmSize = Optional.empty();

        @Option(names = "--ulimit", paramLabel = "NAME=SOFT[:HARD]", description = "Resource limit.")
        List<String> ulimits = new ArrayList<>();

        @Option(names = "--parallel", paramLabel = "N", description = "How many RUN steps may run at once.")
        OptionalInt parallel = OptionalInt.empty();
    }

    /** What is taken from earlier builds. */
    static final class Cache {
        @Option(names = "--no-cache", description = "Run every step.")
        boolean noCache;

        @Option(
                names = "--no-cache-filter",
                paramLabel = "STAGE",
                split = ",",
                description = "Run every step of these stages.")
        List<String> noCacheFilter = new ArrayList<>();

        @Option(names = "--pull", description = "Resolve base images and the like again.")
        boolean pull;

        @Option(
                names = {"--cache-from", "--cache-to"},
                hidden = true)
        List<String> remote = new ArrayList<>();
    }

    /** What is shown. */
    static final class Display {
        @Option(
                names = "--progress",
                paramLabel = "KIND",
                description = "auto, tty, plain, rawjson or quiet.",
                defaultValue = "${env:BUILDKIT_PROGRESS:-auto}")
        String progress = "auto";

        @Option(
                names = {"-q", "--quiet"},
                description = "Print only the image ID.")
        boolean quiet;

        @Option(
                names = "--call",
                paramLabel = "METHOD",
                description = "build, outline or targets.",
                defaultValue = "build")
        String call = "build";

        @Option(
                names = {"--check", "--debug", "-D"},
                hidden = true)
        boolean laterCheck;

        @Option(
                names = {"--builder", "--cgroup-parent", "--policy"},
                hidden = true)
        Optional<String> later = Optional.empty();

        @Option(
                names = {"--attest"},
                hidden = true)
        List<String> attest = new ArrayList<>();

        @Option(
                names = {"--provenance", "--sbom"},
                hidden = true)
        List<String> attestations = new ArrayList<>();
    }
}
