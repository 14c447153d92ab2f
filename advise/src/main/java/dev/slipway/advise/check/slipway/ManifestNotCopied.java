package dev.slipway.advise.check.slipway;

import dev.slipway.advise.check.CheckInput;
import dev.slipway.advise.check.Severity;
import dev.slipway.advise.check.stages.Install;
import dev.slipway.advise.check.stages.KnownBase;
import dev.slipway.advise.check.stages.Paths;
import dev.slipway.advise.check.stages.StagePaths;
import dev.slipway.advise.check.stages.Step;
import dev.slipway.advise.check.stages.Transfers;
import dev.slipway.dockerfile.Instruction;
import dev.slipway.dockerfile.Stage;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An install reads a file that no step brings into the stage. */
final class ManifestNotCopied extends SlipwayRule {
    private static final Pattern CRATE =
            Pattern.compile("(?m)^\\s*(?:path|manifest-path)\\s*=\\s*\"([^\"$]{1,200}Cargo\\.toml)\"");

    ManifestNotCopied() {
        super(Severity.ERROR, "An install reads a manifest that no step before it copies.");
    }

    @Override
    void check(StagePaths paths, CheckInput input, Findings findings) {
        for (Stage stage : paths.stages()) {
            if (!KnownBase.isKnown(paths.baseImage(stage))) {
                continue;
            }
            for (Step step : paths.own(stage)) {
                crates(step, paths, input, findings);
                for (Install install : step.installs()) {
                    install.manifests().stream()
                            .filter(file -> install.manager().isPython() && isPlain(file))
                            .filter(file -> !mayBeThere(file, step, paths.before(step)))
                            .findFirst()
                            .ifPresent(file -> findings.add(
                                    install.command().span(),
                                    "this reads " + file + ", which no COPY, ADD or mount before it brings into the"
                                            + " stage: the build stops here",
                                    "copy " + Paths.base(file) + " before line " + step.line()
                                            + ", or bind it with --mount=type=bind"));
                }
            }
        }
    }

    /** The crates that a {@code pyproject.toml} builds, for setuptools-rust and maturin. */
    private static void crates(Step step, StagePaths paths, CheckInput input, Findings findings) {
        if (input.context().isEmpty() || paths.before(step).stream().anyMatch(ManifestNotCopied::mayBringAnything)) {
            return;
        }
        for (Install install : step.installs()) {
            List<ProjectFile> projects = install.manager().isPython()
                    ? ProjectFile.of(install, step, paths, input.context().get(), List.of("pyproject.toml"))
                    : List.of();
            for (ProjectFile project : projects) {
                Matcher crate = CRATE.matcher(project.text());
                while (crate.find()) {
                    String image = Paths.resolve(project.directory(), crate.group(1));
                    if (ProjectFile.contextPaths(step, paths, image).isEmpty()) {
                        findings.add(
                                install.command().span(),
                                project.path() + " builds the crate of " + crate.group(1)
                                        + ", which no COPY, ADD or mount before it brings to " + image
                                        + ": the build stops here",
                                "copy the crate's directory before line " + step.line());
                    }
                }
            }
        }
    }

    private static boolean mayBringAnything(Step step) {
        boolean transfer =
                step.instruction() instanceof Instruction.Copy || step.instruction() instanceof Instruction.Add;
        return !Transfers.fromStages(step).isEmpty()
                || step.runs("git", "cp", "mv", "tar", "unzip", "ln")
                || (transfer && step.instruction().origin().text().contains("$"));
    }

    private static boolean isPlain(String file) {
        return file.endsWith(".txt") && !file.contains("$") && !file.contains("*") && !file.contains("://");
    }

    /** Anything that could create the file counts: only a stage into which nothing comes is sure. */
    private static boolean mayBeThere(String file, Step step, List<Step> before) {
        return mayBring(step, file) || before.stream().anyMatch(earlier -> mayBring(earlier, file));
    }

    private static boolean mayBring(Step step, String file) {
        return switch (step.instruction()) {
            case Instruction.Copy copy -> copy.flags().from().isPresent() || brings(step, file);
            case Instruction.Add add -> !add.sources().isEmpty();
            case Instruction.Run run ->
                !Transfers.fromStages(step).isEmpty()
                        || !Transfers.fromContext(step).isEmpty()
                        || !run.heredocs().isEmpty()
                        || step.script().contains(">")
                        || step.commands().stream().anyMatch(command -> switch (command.name()) {
                            case "git",
                                    "curl",
                                    "wget",
                                    "cp",
                                    "mv",
                                    "tar",
                                    "unzip",
                                    "tee",
                                    "touch",
                                    "cd",
                                    "make",
                                    "bash",
                                    "sh",
                                    "poetry",
                                    "pip-compile",
                                    "uv",
                                    "ln",
                                    "python",
                                    "python3" ->
                                !(command.name().equals("uv") && command.hasAny("pip"))
                                        && !(command.name().startsWith("python") && command.hasAny("pip"));
                            default -> command.name().endsWith(".sh");
                        });
            case Instruction.Onbuild onbuild -> true;
            default -> false;
        };
    }

    private static boolean brings(Step step, String file) {
        if (step.instruction() instanceof Instruction.Copy copy
                && copy.sources().size() > Transfers.fromContext(step).size()) {
            return true;
        }
        return Transfers.fromContext(step).stream()
                .map(Transfers.FromContext::path)
                .anyMatch(path -> !Paths.base(path).contains(".")
                        || path.contains("*")
                        || path.contains("$")
                        || Paths.base(path).equals(Paths.base(file))
                        || step.instruction().origin().text().contains(Paths.base(file)));
    }
}
