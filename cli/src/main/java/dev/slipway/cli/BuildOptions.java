package dev.slipway.cli;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Model.ArgGroupSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * The command line of {@code slipway build} as picocli's model. Not annotations: reading them by reflection costs a third
 * of the start of an unchanged build. {@link GivenFlags} reads the values.
 */
final class BuildOptions {
    private final NamedOptions named;

    private BuildOptions(NamedOptions named) {
        this.named = named;
    }

    /**
     * @param command what runs after the parsing
     * @param named which options are made; the model knows no others
     */
    static CommandSpec spec(Object command, NamedOptions named) {
        return new BuildOptions(named).spec(command);
    }

    private CommandSpec spec(Object command) {
        CommandSpec spec = CommandSpec.wrapWithoutInspection(command).name("build");
        spec.usageMessage().description("Builds an image from a Dockerfile.").abbreviateSynopsis(true);
        SlipwayCommand.addHelpOptions(spec);
        Stream.of(input(), output(), layers(), steps(), cache(), display())
                .flatMap(Optional::stream)
                .forEach(spec::addArgGroup);
        return spec.addPositional(PositionalParamSpec.builder()
                .index("0")
                .paramLabel("PATH")
                .arity("0..1")
                .type(String.class)
                .description(
                        "Build context: a directory, a git or HTTP address, or - for a tar or Dockerfile on standard input.")
                .build());
    }

    private Optional<ArgGroupSpec> input() {
        return group(
                "%nWhat to build%n",
                text("-f", "--file")
                        .paramLabel("FILE")
                        .description("Dockerfile (default: PATH/Dockerfile; - reads it from standard input)."),
                text("--target").paramLabel("STAGE").description("Stage to build (default: the last)."),
                list("--build-arg")
                        .paramLabel("KEY[=VALUE]")
                        .description("Build argument; without a value it is taken from the environment."),
                list("--build-context")
                        .paramLabel("NAME=CONTEXT")
                        .description(
                                "Named context: a directory, a git or HTTP address, docker-image://, oci-layout://, docker-archive://, debootstrap://."),
                list("--platform").paramLabel("OS/ARCH").splitRegex(",").description("Platforms to build for."));
    }

    private Optional<ArgGroupSpec> output() {
        return group(
                "%nWhat comes out%n",
                list("-t", "--tag").paramLabel("NAME[:TAG]").description("Name of the image."),
                list("-o", "--output")
                        .paramLabel("SPEC")
                        .description(
                                "type=image|registry|oci|docker|local|tar with dest=, compression=, ...; a path alone is type=local (default: type=image)."),
                flag("--load").description("Short for --output type=image: into the local image store."),
                flag("--push").description("Short for --output type=registry: pushes the image to its names."),
                list("--label").paramLabel("KEY=VALUE").description("Label of the image."),
                list("--annotation").paramLabel("[TYPE:]KEY=VALUE").description("OCI annotation."),
                text("--iidfile").paramLabel("FILE").description("Write the image ID to a file."),
                text("--metadata-file").paramLabel("FILE").description("Write the result's metadata to a file."));
    }

    private Optional<ArgGroupSpec> layers() {
        return group(
                "%nHow layers are cut%n",
                text("--layering")
                        .paramLabel("KIND")
                        .description(
                                "provenance: COPY --from keeps the source's layers apart; as-written: one layer an instruction (default: provenance)."),
                text("--layer-min-size")
                        .paramLabel("SIZE")
                        .description(
                                "What a source layer contributes to a copy and is smaller joins what comes above it (default: 1MiB)."),
                text("--max-layers")
                        .paramLabel("N")
                        .description("Copies keep layers apart only up to this many in the image (default: 100)."),
                flag("--keep-shadowed")
                        .description("Export what later layers overwrite or delete too (default: leave it out)."),
                text("--shadowed-threshold")
                        .paramLabel("SIZE[,PERCENT%]")
                        .description("Leave hidden files out from this much of a layer on (default: 16MiB,2%%)."),
                text("--layer-size-target")
                        .paramLabel("SIZE")
                        .description("Export larger layers in pieces of about this size (default: whole)."));
    }

    private Optional<ArgGroupSpec> steps() {
        return group(
                "%nHow steps run%n",
                list("--secret")
                        .paramLabel("SPEC")
                        .description("Secret for RUN --mount=type=secret: id=ID[,src=FILE|,env=VARIABLE]."),
                list("--ssh")
                        .paramLabel("SPEC")
                        .description("SSH agent or keys for RUN --mount=type=ssh: default|ID[=SOCKET|KEY[,KEY]]."),
                text("--network").paramLabel("MODE").description("Network of RUN steps: default, none, host."),
                list("--allow").paramLabel("ENTITLEMENT").description("Allow security.insecure or network.host."),
                list("--add-host").paramLabel("HOST:IP").description("Further line of /etc/hosts."),
                text("--shm-size").paramLabel("BYTES").description("Size of /dev/shm."),
                list("--ulimit").paramLabel("NAME=SOFT[:HARD]").description("Resource limit."),
                number("--parallel").paramLabel("N").description("How many RUN steps may run at once."));
    }

    private Optional<ArgGroupSpec> cache() {
        return group(
                "%nCache%n",
                flag("--no-cache").description("Run every step."),
                list("--no-cache-filter")
                        .paramLabel("STAGE")
                        .splitRegex(",")
                        .description("Run every step of these stages."),
                flag("--pull").description("Resolve base images and the like again."),
                list("--cache-from", "--cache-to").hidden(true));
    }

    private Optional<ArgGroupSpec> display() {
        return group(
                "%nDisplay%n",
                text("--progress").paramLabel("KIND").description("auto, tty, plain, rawjson or quiet."),
                flag("-q", "--quiet").description("Print only the image ID."),
                text("--call").paramLabel("METHOD").description("build, check, outline or targets."),
                flag("--check").description("Short for --call=check: BuildKit's build checks."),
                flag("--debug", "-D").hidden(true),
                text("--builder", "--cgroup-parent", "--policy").hidden(true),
                list("--attest").hidden(true),
                list("--provenance", "--sbom").hidden(true));
    }

    /** Empty when no option of the group is wanted. */
    private Optional<ArgGroupSpec> group(String heading, OptionSpec.Builder... options) {
        ArgGroupSpec.Builder group =
                ArgGroupSpec.builder().heading(heading).validate(false).exclusive(false);
        for (OptionSpec.Builder option : options) {
            if (named.anyOf(option.names())) {
                group.addArg(option.build());
            }
        }
        return group.args().isEmpty() ? Optional.empty() : Optional.of(group.build());
    }

    private static OptionSpec.Builder text(String... names) {
        return OptionSpec.builder(names).type(String.class).arity("1");
    }

    private static OptionSpec.Builder number(String... names) {
        return OptionSpec.builder(names).type(Integer.class).arity("1");
    }

    /** May be given several times. */
    private static OptionSpec.Builder list(String... names) {
        return OptionSpec.builder(names)
                .type(List.class)
                .auxiliaryTypes(String.class)
                .arity("1");
    }

    private static OptionSpec.Builder flag(String... names) {
        return OptionSpec.builder(names).type(boolean.class);
    }
}
