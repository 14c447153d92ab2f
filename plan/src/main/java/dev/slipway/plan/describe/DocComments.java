package dev.slipway.plan.describe;

import dev.slipway.dockerfile.Dockerfile;
import dev.slipway.dockerfile.syntax.SyntaxNode;
import dev.slipway.dockerfile.syntax.SyntaxTree;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Descriptions from comments: {@code # NAME text} above the FROM or ARG that declares NAME. An empty comment line ends
 * what went before.
 */
final class DocComments {
    private final Map<Integer, List<String>> byLine = new HashMap<>();

    DocComments(Dockerfile dockerfile) {
        List<String> pending = new ArrayList<>();
        for (SyntaxNode node : SyntaxTree.parse(dockerfile.source()).nodes()) {
            switch (node) {
                case SyntaxNode.CommentNode comment -> {
                    if (comment.comment().isEmpty()) {
                        pending.clear();
                    } else {
                        pending.add(comment.comment());
                    }
                }
                case SyntaxNode.InstructionNode instruction -> {
                    byLine.put(instruction.span().startLine(), List.copyOf(pending));
                    pending.clear();
                }
                case SyntaxNode.BlankNode blank -> {}
                case SyntaxNode.DirectiveNode directive -> {}
            }
        }
    }

    /** The description of {@code name}, which the instruction at {@code line} declares; empty where there is none. */
    String of(String name, int line) {
        return byLine.getOrDefault(line, List.of()).stream()
                .filter(comment -> !name.isEmpty() && comment.startsWith(name + " "))
                .findFirst()
                .map(comment -> comment.substring(name.length() + 1))
                .orElse("");
    }
}
