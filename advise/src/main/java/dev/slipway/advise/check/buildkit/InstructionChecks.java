package dev.slipway.advise.check.buildkit;

import dev.slipway.advise.check.ContextFiles;
import dev.slipway.advise.check.DockerfileView;
import dev.slipway.advise.check.Rule;
import dev.slipway.advise.check.StageView;
import dev.slipway.advise.check.ViewRule;
import dev.slipway.dockerfile.CommandLine;
import dev.slipway.dockerfile.Instruction;
import dev.slipway.dockerfile.KeyValue;
import dev.slipway.dockerfile.Span;
import dev.slipway.dockerfile.TransferSource;
import dev.slipway.dockerfile.ignore.IgnoreRules;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Single instructions and how often they stand in a stage. */
final class InstructionChecks {
    private static final Set<String> EVERYTHING = Set.of("*", "**", "**/*");

    static final List<Rule> RULES = List.of(
            BuildKitRules.rule(
                    "JSONArgsRecommended",
                    "CMD and ENTRYPOINT should be JSON arrays, so that signals reach the program",
                    InstructionChecks::shellForm,
                    InstructionFixes::execForm),
            BuildKitRules.rule(
                    "MaintainerDeprecated",
                    "MAINTAINER is deprecated: use a label",
                    InstructionChecks::maintainer,
                    InstructionFixes::authors),
            BuildKitRules.rule(
                    "WorkdirRelativePath",
                    "A stage's first WORKDIR should be absolute, or it depends on the base image",
                    InstructionChecks::workdir),
            BuildKitRules.rule(
                    "MultipleInstructionsDisallowed",
                    "Of CMD, ENTRYPOINT and HEALTHCHECK only the last one of a stage counts",
                    InstructionChecks::repeated),
            BuildKitRules.rule(
                    "LegacyKeyValueFormat",
                    "ENV and LABEL should be written key=value",
                    InstructionChecks::legacy,
                    InstructionFixes::pairs),
            BuildKitRules.rule(
                    "CopyIgnoredFile",
                    "COPY and ADD should not name files that the ignore file leaves out",
                    InstructionChecks::ignored));

    private InstructionChecks() {}

    private static void shellForm(DockerfileView view, ViewRule.Hits hits) {
        Set<StageView> withShell = new HashSet<>();
        for (StageView stage : view.stages()) {
            boolean shell = stage.parent().filter(withShell::contains).isPresent();
            for (Instruction instruction : stage.stage().instructions()) {
                shell |= instruction instanceof Instruction.Shell;
                Optional<CommandLine> command = switch (instruction) {
                    case Instruction.Cmd cmd -> Optional.of(cmd.command());
                    case Instruction.Entrypoint entrypoint -> Optional.of(entrypoint.command());
                    default -> Optional.empty();
                };
                if (!shell
                        && command.filter(CommandLine.ShellForm.class::isInstance)
                                .isPresent()) {
                    hits.at(
                            instruction.span(),
                            instruction.keyword() + " in shell form runs under a shell that keeps signals to itself",
                            "write " + instruction.keyword() + " [\"program\", \"argument\"]");
                }
            }
            if (shell) {
                withShell.add(stage);
            }
        }
    }

    private static void maintainer(DockerfileView view, ViewRule.Hits hits) {
        view.steps()
                .map(step -> step.instruction())
                .filter(Instruction.Maintainer.class::isInstance)
                .forEach(instruction -> hits.at(
                        DockerfileView.keyword(instruction),
                        "MAINTAINER is deprecated",
                        "use LABEL org.opencontainers.image.authors=…"));
    }

    private static void workdir(DockerfileView view, ViewRule.Hits hits) {
        Set<Integer> set = new HashSet<>();
        StageWalk.run(view, (stage, instruction, variables) -> {
            stage.parent()
                    .filter(parent -> set.contains(parent.stage().index()))
                    .ifPresent(parent -> set.add(stage.stage().index()));
            if (instruction instanceof Instruction.Workdir workdir
                    && set.add(stage.stage().index())) {
                var expansion = variables.expand(view, workdir.path());
                // What the base defines may well be absolute.
                boolean known = expansion.filter(it -> it.undefined().isEmpty()).isPresent();
                String path = expansion.map(it -> it.value()).orElse("");
                if (known && !path.startsWith("/") && !path.matches("[A-Za-z]:.*")) {
                    hits.at(
                            workdir.path().span(),
                            "WORKDIR \"" + path + "\" depends on the working directory of the base image",
                            "begin the path with /");
                }
            }
        });
    }

    private static void repeated(DockerfileView view, ViewRule.Hits hits) {
        for (StageView stage : view.stages()) {
            Map<String, Instruction> last = new HashMap<>();
            for (Instruction instruction : stage.stage().instructions()) {
                boolean counted = instruction instanceof Instruction.Cmd
                        || instruction instanceof Instruction.Entrypoint
                        || instruction instanceof Instruction.Healthcheck;
                Instruction before = counted ? last.put(instruction.keyword(), instruction) : null;
                if (before != null) {
                    hits.at(
                            before.span(),
                            "this " + before.keyword() + " has no effect: line "
                                    + instruction.span().startLine() + " has another",
                            "keep only the last one");
                }
            }
        }
    }

    private static void legacy(DockerfileView view, ViewRule.Hits hits) {
        view.steps()
                .filter(step -> !step.trigger())
                .map(step -> step.instruction())
                .forEach(instruction -> {
                    List<KeyValue> pairs = switch (instruction) {
                        case Instruction.Env env -> env.variables();
                        case Instruction.Label label -> label.labels();
                        default -> List.of();
                    };
                    if (pairs.size() == 1
                            && !hasEquals(view, pairs.getFirst().key().span())) {
                        hits.at(
                                instruction.span(),
                                instruction.keyword() + " key value is the old form",
                                "write " + instruction.keyword() + " key=value");
                    }
                });
    }

    /** Whether {@code =} follows the key. */
    private static boolean hasEquals(DockerfileView view, Span key) {
        String text = view.source().text();
        int at = text.startsWith("\ufeff") ? 1 : 0;
        for (int line = 1; line < key.endLine(); line++) {
            at = text.indexOf('\n', at) + 1;
        }
        int after = at + key.endColumn();
        return after < text.length() && text.charAt(after) == '=';
    }

    private static void ignored(DockerfileView view, ViewRule.Hits hits) {
        IgnoreRules rules =
                view.input().context().map(ContextFiles::ignoreRules).orElse(IgnoreRules.NONE);
        List<String> patterns = rules.canonicalText().lines().toList();
        // A directory may be left out and a file in it taken back: then a name alone says nothing.
        if (rules.isEmpty() || patterns.stream().anyMatch(pattern -> pattern.startsWith("!"))) {
            return;
        }
        boolean all = patterns.stream().anyMatch(EVERYTHING::contains);
        StageWalk.run(view, (stage, instruction, variables) -> {
            List<TransferSource> sources = switch (instruction) {
                case Instruction.Copy copy -> copy.flags().from().isEmpty() ? copy.sources() : List.of();
                case Instruction.Add add -> add.sources();
                default -> List.of();
            };
            for (TransferSource source : sources) {
                if (source instanceof TransferSource.Path path) {
                    String name = clean(variables.value(view, path.word()));
                    boolean remote = name.contains("://") || name.startsWith("git@");
                    if (!remote && (name.equals(".") ? all : rules.excluded(name))) {
                        hits.at(
                                path.span(),
                                "\"" + name + "\" is left out of the context by the ignore file",
                                "copy something else, or take the pattern out of the ignore file");
                    }
                }
            }
        });
    }

    private static String clean(String path) {
        if (path.contains("://")) {
            return path;
        }
        String normal = java.nio.file.Path.of("/" + path.replace("\0", ""))
                .normalize()
                .toString()
                .substring(1);
        return normal.isEmpty() ? "." : normal;
    }
}
