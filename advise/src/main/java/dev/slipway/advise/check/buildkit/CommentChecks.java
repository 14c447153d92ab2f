package dev.slipway.advise.check.buildkit;

import dev.slipway.advise.check.DockerfileView;
import dev.slipway.advise.check.ViewRule;
import dev.slipway.dockerfile.Dockerfile;
import dev.slipway.dockerfile.Instruction;
import dev.slipway.dockerfile.Span;
import dev.slipway.dockerfile.syntax.SyntaxNode;
import dev.slipway.dockerfile.syntax.SyntaxNode.CommentNode;
import dev.slipway.dockerfile.syntax.SyntaxNode.InstructionNode;
import dev.slipway.dockerfile.syntax.Token;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Comments and the lines between continued ones. */
final class CommentChecks {
    private static final Pattern PRAGMA = Pattern.compile("(hadolint\\s|check\\s*=|syntax\\s*=|escape\\s*=).*");

    static final List<ViewRule> RULES = List.of(
            BuildKitRules.rule(
                    "NoEmptyContinuation",
                    "An instruction should not go on after an empty line",
                    CommentChecks::emptyLines),
            BuildKitRules.rule(
                    BuildKitRules.EXPERIMENTAL,
                    "The comment above a stage or argument should be \"# NAME description\"",
                    CommentChecks::descriptions));

    private CommentChecks() {}

    private static void emptyLines(DockerfileView view, ViewRule.Hits hits) {
        for (SyntaxNode node : view.tree().nodes()) {
            if (node instanceof InstructionNode instruction) {
                emptyLine(instruction.tokens(), hits);
            }
        }
    }

    private static void emptyLine(List<Token> tokens, ViewRule.Hits hits) {
        boolean lineBegins = false;
        for (Token token : tokens) {
            switch (token.kind()) {
                case LINE_END -> {
                    if (lineBegins) {
                        hits.at(
                                new Span(token.line(), 1, token.line(), 0),
                                "empty line inside an instruction; later versions of Docker refuse it",
                                "remove the line, or make it a comment");
                        return;
                    }
                    lineBegins = true;
                }
                case SPACE -> {}
                case HEREDOC_BODY, HEREDOC_TERMINATOR -> {
                    return;
                }
                default -> lineBegins = false;
            }
        }
    }

    private static void descriptions(DockerfileView view, ViewRule.Hits hits) {
        Map<Integer, CommentNode> above = new HashMap<>();
        CommentNode pending = null;
        for (SyntaxNode node : view.tree().nodes()) {
            switch (node) {
                case CommentNode comment ->
                    pending = comment.comment().isEmpty()
                                    || PRAGMA.matcher(comment.comment()).matches()
                            ? null
                            : comment;
                case InstructionNode instruction -> {
                    if (pending != null) {
                        above.put(instruction.span().startLine(), pending);
                    }
                    pending = null;
                }
                default -> pending = null;
            }
        }
        definitions(view.dockerfile()).forEach(definition -> {
            CommentNode comment = above.get(definition.instruction().span().startLine());
            if (comment != null
                    && !definition.names().contains(comment.comment().split(" ", 2)[0])) {
                hits.at(
                        comment.span(),
                        "this comment does not begin with the name that "
                                + definition.instruction().keyword() + " defines",
                        "write \"# " + definition.names().getFirst() + " description\", or put an empty line below");
            }
        });
    }

    private record Definition(Instruction instruction, List<String> names) {}

    private static Stream<Definition> definitions(Dockerfile dockerfile) {
        Stream<Instruction> all = Stream.concat(
                dockerfile.globalArguments().stream(),
                dockerfile.stages().stream()
                        .flatMap(stage -> Stream.concat(Stream.of(stage.from()), stage.instructions().stream())));
        return all.map(instruction -> new Definition(
                        instruction,
                        switch (instruction) {
                            case Instruction.From from ->
                                from.stageName()
                                        .map(name -> List.of(name.text()))
                                        .orElse(List.of());
                            case Instruction.Arg argument ->
                                argument.arguments().stream()
                                        .map(one -> one.key().text())
                                        .toList();
                            default -> List.<String>of();
                        }))
                .filter(definition -> !definition.names().isEmpty());
    }
}
