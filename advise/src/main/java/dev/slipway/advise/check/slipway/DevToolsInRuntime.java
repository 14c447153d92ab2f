package dev.slipway.advise.check.slipway;

import dev.slipway.advise.check.CheckInput;
import dev.slipway.advise.check.Severity;
import dev.slipway.advise.check.stages.Install;
import dev.slipway.advise.check.stages.KnownBase;
import dev.slipway.advise.check.stages.StagePaths;
import dev.slipway.advise.check.stages.Step;
import dev.slipway.dockerfile.Stage;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The image that is shipped holds what only builds and developers need. */
final class DevToolsInRuntime extends SlipwayRule {
    private static final Set<String> TOOLS = Set.of(
            "build-essential",
            "build-base",
            "gcc",
            "g++",
            "gcc-c++",
            "clang",
            "cmake",
            "ninja-build",
            "gdb",
            "gdbserver",
            "autoconf",
            "automake",
            "bison",
            "flex",
            "valgrind",
            "rustc",
            "cargo",
            "golang",
            "golang-go",
            "maven",
            "ccache",
            "vim",
            "nano",
            "emacs",
            "tmux",
            "zsh",
            "clang-format",
            "clang-tidy",
            "lldb",
            "bear",
            "doxygen");
    /** Of those, what compiles: engines that make kernels at run time need it. */
    private static final Set<String> COMPILERS =
            Set.of("build-essential", "build-base", "gcc", "g++", "gcc-c++", "clang", "cmake", "ninja-build");

    private static final Pattern RUNTIME_COMPILER =
            Pattern.compile("(?i).*(flashinfer|triton|deep_?gemm|tilelang|cutlass-dsl).*", Pattern.DOTALL);
    private static final Pattern VERSIONED = Pattern.compile("(gcc|g\\+\\+|clang|llvm)-[0-9]+");
    private static final Pattern NO_RUNTIME = Pattern.compile(".*(dev|test|build|compile|lint|debug|ci|bench|tool).*");

    DevToolsInRuntime() {
        super(Severity.INFO, "The final stage installs compilers, debuggers or editors.");
    }

    @Override
    void check(StagePaths paths, CheckInput input, Findings findings) {
        Stage runtime = paths.target();
        boolean forDevelopers =
                runtime.name().map(name -> NO_RUNTIME.matcher(name).matches()).orElse(false);
        if (paths.stages().size() < 2 || forDevelopers || !startsSomething(paths.path(runtime))) {
            return;
        }
        boolean compilesWhenItRuns = compilesWhenItRuns(paths);
        String base = paths.baseImage(runtime);
        boolean ownBase = paths.path(runtime).equals(paths.own(runtime));
        if (ownBase && !compilesWhenItRuns && KnownBase.isCudaDevel(base) && copiesFromStages(paths.own(runtime))) {
            findings.add(
                    runtime.from().span(),
                    "the final stage starts from a -devel image: CUDA's compiler, headers and static libraries are"
                            + " shipped, several GB",
                    "start from the -base or -runtime image, and build in another stage");
        }
        for (Step step : paths.path(runtime)) {
            List<String> tools = step.installs().stream()
                    .filter(install -> install.manager().isSystem())
                    .flatMap(install -> install.packages().stream())
                    .filter(DevToolsInRuntime::isTool)
                    .filter(name -> !compilesWhenItRuns || !isCompiler(name))
                    .distinct()
                    .toList();
            if (!tools.isEmpty() && !step.removesPackages() && !usesThem(step, paths.path(runtime))) {
                add(findings, step, tools);
            }
        }
    }

    private static void add(Findings findings, Step step, List<String> tools) {
        findings.add(
                step.installs().stream()
                        .filter(install -> install.packages().contains(tools.getFirst()))
                        .map(Install::command)
                        .findFirst()
                        .orElseThrow()
                        .span(),
                "the final stage installs " + tools.stream().limit(5).collect(Collectors.joining(", "))
                        + ": bytes and attack surface in every pull, for nothing that runs",
                "install them in a build stage and copy its results, or say with \"# check=skip=DevToolsInRuntime\" that"
                        + " the program compiles at run time");
    }

    /** Whether any step installs a library that compiles kernels when they are first used. */
    private static boolean compilesWhenItRuns(StagePaths paths) {
        return paths.stages().stream()
                .flatMap(stage -> paths.own(stage).stream())
                .flatMap(step -> step.commands().stream())
                .anyMatch(command -> command.words().stream()
                        .anyMatch(word -> RUNTIME_COMPILER.matcher(word).matches()));
    }

    private static boolean isCompiler(String name) {
        String plain = Names.of(name);
        return COMPILERS.contains(plain) || VERSIONED.matcher(plain).matches();
    }

    private static boolean isTool(String name) {
        String plain = Names.of(name);
        return TOOLS.contains(plain) || VERSIONED.matcher(plain).matches();
    }

    /** A build in the final stage has to be moved first: other rules speak of that. */
    private static boolean usesThem(Step step, List<Step> path) {
        return path.subList(path.indexOf(step), path.size()).stream()
                .anyMatch(later -> later.runs("make", "cmake", "ninja", "cargo", "gcc", "g++", "mvn", "gradle"));
    }

    private static boolean startsSomething(List<Step> path) {
        return path.stream()
                .map(step -> step.instruction().keyword())
                .anyMatch(keyword -> keyword.equals("CMD") || keyword.equals("ENTRYPOINT"));
    }

    private static boolean copiesFromStages(List<Step> steps) {
        return steps.stream()
                .map(step -> step.instruction())
                .anyMatch(instruction -> instruction instanceof dev.slipway.dockerfile.Instruction.Copy copy
                        && Optional.of(copy).flatMap(c -> c.flags().from()).isPresent());
    }
}
