package dev.slipway.dockerfile.parse;

import dev.slipway.dockerfile.Directive;
import dev.slipway.dockerfile.Dockerfile;
import dev.slipway.dockerfile.DockerfileException;
import dev.slipway.dockerfile.DockerfileException.Code;
import dev.slipway.dockerfile.Instruction;
import dev.slipway.dockerfile.SourceText;
import dev.slipway.dockerfile.Span;
import dev.slipway.dockerfile.Stage;
import dev.slipway.dockerfile.syntax.SyntaxNode;
import dev.slipway.dockerfile.syntax.SyntaxTree;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Puts the typed Dockerfile together from the tree. Every failure is a {@link DockerfileException}. */
public final class DockerfileParser {
    private final SyntaxTree tree;
    private final List<Directive> directives = new ArrayList<>();
    private final List<Instruction.Arg> globalArguments = new ArrayList<>();
    private final List<Stage> stages = new ArrayList<>();
    private final List<Instruction> current = new ArrayList<>();
    private Optional<Instruction.From> from = Optional.empty();

    private DockerfileParser(SyntaxTree tree) {
        this.tree = tree;
    }

    /** A whole file. */
    public static Dockerfile parse(SourceText source) {
        return new DockerfileParser(SyntaxTree.parse(source)).file();
    }

    /** A text that holds exactly one instruction, as images store for ONBUILD. */
    public static Instruction parseInstruction(SourceText source) {
        List<Instruction> found = new DockerfileParser(SyntaxTree.parse(source)).instructions();
        if (found.size() != 1) {
            throw new DockerfileException(
                    Code.BAD_SYNTAX,
                    source,
                    found.isEmpty() ? start() : found.get(1).span(),
                    "cannot read an instruction from \"" + Quote.shorten(source.text()) + "\": it holds " + found.size()
                            + " (expected: exactly one)",
                    Optional.empty());
        }
        return found.getFirst();
    }

    private static Span start() {
        return new Span(1, 1, 1, 0);
    }

    private Dockerfile file() {
        List<Instruction> instructions = instructions();
        instructions.forEach(this::place);
        closeStage();
        if (stages.isEmpty()) {
            boolean empty = instructions.isEmpty();
            throw new DockerfileException(
                    empty ? Code.EMPTY_FILE : Code.NO_FROM,
                    tree.source(),
                    empty ? start() : instructions.getLast().span(),
                    empty
                            ? "cannot build from a file without instructions (expected: FROM)"
                            : "cannot build from a file without stages (expected: FROM)",
                    Optional.empty());
        }
        return new Dockerfile(tree, directives, globalArguments, stages);
    }

    private List<Instruction> instructions() {
        List<Instruction> instructions = new ArrayList<>();
        for (SyntaxNode node : tree.nodes()) {
            // No pattern switch: it makes a class when it first runs, which an AOT cache does not hold.
            if (node instanceof SyntaxNode.InstructionNode it) {
                instructions.add(InstructionReader.read(
                        new Statement(tree.source(), tree.escape(), it.head(), it.heredocs(), it.span())));
            } else if (node instanceof SyntaxNode.DirectiveNode directive) {
                directives.add(directive(directive));
            }
        }
        return instructions;
    }

    private Directive directive(SyntaxNode.DirectiveNode node) {
        if (node.duplicate()) {
            throw badDirective(node, "cannot repeat the directive \"" + node.name() + "\" (expected: once)");
        }
        if (node.name().equals("escape")
                && !node.value().equals("\\")
                && !node.value().equals("`")) {
            throw badDirective(
                    node,
                    "cannot read the directive escape: \"" + Quote.shorten(node.value())
                            + "\" (expected: a backslash or a backquote)");
        }
        return new Directive(node.name(), node.value(), node.span());
    }

    private DockerfileException badDirective(SyntaxNode.DirectiveNode node, String what) {
        return new DockerfileException(Code.BAD_DIRECTIVE, tree.source(), node.span(), what, Optional.empty());
    }

    private void place(Instruction instruction) {
        if (instruction instanceof Instruction.From next) {
            closeStage();
            from = Optional.of(next);
        } else if (from.isPresent()) {
            current.add(instruction);
        } else if (instruction instanceof Instruction.Arg argument) {
            globalArguments.add(argument);
        } else {
            throw new DockerfileException(
                    Code.NO_FROM,
                    tree.source(),
                    instruction.span(),
                    "cannot place " + instruction.keyword() + " before the first FROM (expected: FROM or ARG)",
                    Optional.empty());
        }
    }

    private void closeStage() {
        from.ifPresent(base -> stages.add(new Stage(stages.size(), base, current)));
        current.clear();
    }
}
