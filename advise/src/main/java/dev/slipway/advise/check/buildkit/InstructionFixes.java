package dev.slipway.advise.check.buildkit;

import dev.slipway.advise.check.DockerfileView;
import dev.slipway.advise.check.Fixable;
import dev.slipway.advise.check.Fixable.Edit;
import dev.slipway.advise.check.StageView;
import dev.slipway.dockerfile.CommandLine;
import dev.slipway.dockerfile.Instruction;
import dev.slipway.dockerfile.Span;
import dev.slipway.dockerfile.syntax.Slice;
import dev.slipway.dockerfile.syntax.SyntaxNode.InstructionNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Mends what {@link InstructionChecks} find, where the new form means exactly what the old one did. */
final class InstructionFixes {
    /** Nothing that is taken away or replaced inside double quotes, whatever the escape character. */
    private static final Pattern PLAIN = Pattern.compile("[^\"$\\\\`\\p{Cntrl}]+");
    /** Variables are replaced in both forms alike; quotes and escapes are not there. */
    private static final Pattern LEGACY = Pattern.compile("([A-Za-z_][A-Za-z0-9_.-]*)[ \\t]+([^\"'\\\\`\\p{Cntrl}]+)");
    /** Words that no shell changes. */
    private static final Pattern WORDS =
            Pattern.compile("[A-Za-z0-9_./:@%+,-][A-Za-z0-9_./:@%+,=-]*(?: +[A-Za-z0-9_./:@%+,=-]+)*");
    /** What only a shell knows, and its reserved words. */
    private static final Set<String> OF_SHELLS = Set.of(
            ".",
            ":",
            "alias",
            "bg",
            "break",
            "builtin",
            "case",
            "cd",
            "command",
            "continue",
            "declare",
            "do",
            "done",
            "elif",
            "else",
            "esac",
            "eval",
            "exec",
            "exit",
            "export",
            "fg",
            "fi",
            "for",
            "function",
            "getopts",
            "hash",
            "if",
            "in",
            "jobs",
            "let",
            "local",
            "pushd",
            "popd",
            "read",
            "readonly",
            "return",
            "select",
            "set",
            "shift",
            "shopt",
            "source",
            "then",
            "time",
            "times",
            "trap",
            "type",
            "typeset",
            "ulimit",
            "umask",
            "unalias",
            "unset",
            "until",
            "wait",
            "while");

    private InstructionFixes() {}

    /** MAINTAINER as a label, where its text can stand in double quotes as it is. */
    static List<Edit> authors(DockerfileView view) {
        List<Edit> edits = new ArrayList<>();
        instructions(view).filter(Instruction.Maintainer.class::isInstance).forEach(instruction -> {
            InstructionNode node = view.node(instruction).orElseThrow();
            String name = node.head().arguments().text();
            String label = CasingChecks.isLower(node.head().keyword().text()) ? "label" : "LABEL";
            if (PLAIN.matcher(name).matches()) {
                edit(
                                view,
                                DockerfileView.keyword(instruction),
                                node.head().whole(),
                                label + " org.opencontainers.image.authors=\"" + name + "\"")
                        .ifPresent(edits::add);
            }
        });
        return edits;
    }

    /** {@code ENV key the value} as {@code ENV key="the value"}. */
    static List<Edit> pairs(DockerfileView view) {
        List<Edit> edits = new ArrayList<>();
        instructions(view)
                .filter(instruction ->
                        instruction instanceof Instruction.Env || instruction instanceof Instruction.Label)
                .forEach(instruction -> {
                    Slice arguments =
                            view.node(instruction).orElseThrow().head().arguments();
                    Matcher pair = LEGACY.matcher(arguments.text());
                    if (pair.matches()) {
                        String value = pair.group(2);
                        boolean spaces = value.chars().anyMatch(Character::isWhitespace);
                        edit(
                                        view,
                                        instruction.span(),
                                        arguments,
                                        pair.group(1) + "=" + (spaces ? '"' + value + '"' : value))
                                .ifPresent(edits::add);
                    }
                });
        return edits;
    }

    /**
     * CMD and ENTRYPOINT as an array. An ENTRYPOINT must have no CMD in the file, which would become its arguments; a CMD
     * no ENTRYPOINT, of the file or of the base image, which would get other arguments than a shell's.
     */
    static List<Edit> execForm(DockerfileView view) {
        boolean command = instructions(view).anyMatch(Instruction.Cmd.class::isInstance);
        boolean entrypoint = instructions(view).anyMatch(Instruction.Entrypoint.class::isInstance);
        List<Edit> edits = new ArrayList<>();
        for (StageView stage : view.stages()) {
            for (Instruction instruction : stage.stage().instructions()) {
                Optional<CommandLine> line = switch (instruction) {
                    case Instruction.Cmd cmd
                    when !entrypoint && hasNoEntrypoint(view, stage) -> Optional.of(cmd.command());
                    case Instruction.Entrypoint point when !command -> Optional.of(point.command());
                    default -> Optional.empty();
                };
                line.filter(CommandLine.ShellForm.class::isInstance)
                        .flatMap(shell -> array(view, instruction))
                        .ifPresent(edits::add);
            }
        }
        return edits;
    }

    private static boolean hasNoEntrypoint(DockerfileView view, StageView stage) {
        return view.base(stage)
                .filter(base -> base.config()
                        .runtime()
                        .lists()
                        .entrypoint()
                        .orElse(List.of())
                        .isEmpty())
                .isPresent();
    }

    private static Optional<Edit> array(DockerfileView view, Instruction instruction) {
        Slice arguments = view.node(instruction).orElseThrow().head().arguments();
        String text = arguments.text();
        if (!WORDS.matcher(text).matches()) {
            return Optional.empty();
        }
        List<String> words = List.of(text.split(" +"));
        if (words.getFirst().contains("=") || OF_SHELLS.contains(words.getFirst())) {
            return Optional.empty();
        }
        String json = words.stream().collect(Collectors.joining("\", \"", "[\"", "\"]"));
        return edit(view, instruction.span(), arguments, json);
    }

    private static Optional<Edit> edit(DockerfileView view, Span finding, Slice replaced, String replacement) {
        return Fixable.replace(view.source(), finding, replaced.span(), replaced.text(), replacement);
    }

    /** Without triggers, which stand inside another instruction. */
    private static Stream<Instruction> instructions(DockerfileView view) {
        return view.stages().stream().flatMap(stage -> stage.stage().instructions().stream());
    }
}
