package dev.slipway.advise.check.slipway;

import dev.slipway.advise.check.stages.Install;
import dev.slipway.advise.check.stages.KnownBase;
import dev.slipway.advise.check.stages.Step;
import dev.slipway.advise.check.stages.Transfers;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A compiler that package installs call. */
enum Toolchain {
    RUST(
            "rustc and cargo",
            Set.of("cargo", "rustc", "rustup", "maturin"),
            Set.of("cargo", "rustc", "rust", "rustup", "rust-all", "cargo-1.85", "rustc-1.85"),
            Pattern.compile("(?<![a-z])rust|cargo", Pattern.CASE_INSENSITIVE),
            "install Rust (rustup with --profile minimal)"),
    PROTOC(
            "protoc",
            Set.of("protoc"),
            Set.of("protobuf-compiler", "protobuf", "protobuf-dev", "protobuf-devel", "libprotobuf-dev"),
            Pattern.compile("proto(c|buf)", Pattern.CASE_INSENSITIVE),
            "install protobuf-compiler"),
    CMAKE(
            "cmake",
            Set.of("cmake"),
            Set.of("cmake", "cmake3"),
            Pattern.compile("cmake", Pattern.CASE_INSENSITIVE),
            "install cmake"),
    NVCC(
            "nvcc",
            Set.of("nvcc"),
            Set.of("cuda", "nvidia-cuda-toolkit"),
            Pattern.compile("cuda-(nvcc|toolkit|compiler)|nvcc|cuda.*\\.run"),
            "start from a CUDA -devel image");

    private static final Pattern INSTALLER =
            Pattern.compile("install|setup|bootstrap|deps|depend|toolchain|env", Pattern.CASE_INSENSITIVE);

    private final String shown;
    private final Set<String> commands;
    private final Set<String> packages;
    private final Pattern mention;
    private final String fix;

    Toolchain(String shown, Set<String> commands, Set<String> packages, Pattern mention, String fix) {
        this.shown = shown;
        this.commands = commands;
        this.packages = packages;
        this.mention = mention;
        this.fix = fix;
    }

    String shown() {
        return shown;
    }

    String fix() {
        return fix;
    }

    /** A step's command that calls it directly, at its own name. */
    boolean isUsedBy(Step step) {
        return step.commands().stream()
                .anyMatch(command -> !command.words().isEmpty()
                        && command.words().getFirst().equals(command.name())
                        && commands.contains(command.name())
                        && !command.name().equals("rustup"));
    }

    /** Whether a step surely installs it. */
    boolean isInstalledBy(Step step) {
        if (this == RUST && step.isRun() && step.script().contains("rustup")) {
            return true;
        }
        return step.installs().stream()
                .filter(install -> install.manager().isSystem()
                        || install.manager() == Install.Manager.CONDA
                        || install.manager().isPython())
                .flatMap(install -> install.packages().stream())
                .map(Names::of)
                .anyMatch(packages::contains);
    }

    /**
     * Whether a step may bring it in some way that is not understood: a script, a copy from another image, a package
     * whose name is a variable.
     *
     * @param installedLater whether a later step installs it: then it was not there before, and only a script that by
     *     its name installs things counts
     */
    boolean maybeInstalledBy(Step step, boolean installedLater) {
        boolean script = step.isRun()
                && (mention.matcher(step.script()).find()
                        || step.commands().stream()
                                .flatMap(command -> script(command.words()).stream())
                                .anyMatch(name -> !installedLater
                                        || INSTALLER.matcher(name).find()));
        boolean copied = !Transfers.fromStages(step).isEmpty();
        boolean opaque = step.installs().stream()
                .filter(install -> install.manager().isSystem())
                .anyMatch(install ->
                        install.packages().stream().anyMatch(name -> name.contains("$")) || step.runs("xargs"));
        return script || copied || opaque;
    }

    /** What is known of the base: it has the toolchain, it has not, or nothing. */
    Optional<Boolean> inBase(String image) {
        if (!KnownBase.isKnown(image)) {
            return Optional.empty();
        }
        return switch (this) {
            case RUST ->
                KnownBase.repository(image).equals("buildpack-deps")
                        ? Optional.of(false)
                        : Optional.of(KnownBase.hasRust(image));
            case NVCC -> KnownBase.isCudaDevel(image) ? Optional.of(true) : Optional.of(false);
            case PROTOC, CMAKE -> Optional.of(false);
        };
    }

    /** The script that a command runs. */
    private static Optional<String> script(List<String> words) {
        if (words.isEmpty()) {
            return Optional.empty();
        }
        String program = words.getFirst().substring(words.getFirst().lastIndexOf('/') + 1);
        boolean interpreter = Set.of("sh", "bash", "dash", "zsh").contains(program) || program.startsWith("python");
        if (program.equals(".") || program.equals("source")) {
            return Optional.of("env");
        }
        return (interpreter ? words.stream().skip(1) : Stream.of(program))
                .filter(word -> word.endsWith(".sh") || word.endsWith(".py"))
                .filter(word -> !word.endsWith("get-pip.py"))
                .findFirst();
    }
}
