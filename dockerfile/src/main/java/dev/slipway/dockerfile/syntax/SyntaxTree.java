package dev.slipway.dockerfile.syntax;

import dev.slipway.dockerfile.SourceText;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A Dockerfile as lines and tokens. Every text has a tree, also one that is no Dockerfile, and {@link #text()} is
 * always the text it was made from.
 *
 * @param source what was parsed
 * @param escape the escape character in force, a backslash unless a directive names the backquote
 * @param nodes in order
 */
public record SyntaxTree(SourceText source, char escape, List<SyntaxNode> nodes) {
    public SyntaxTree {
        nodes = List.copyOf(nodes);
    }

    public static SyntaxTree parse(SourceText source) {
        return new TreeBuilder(source).build();
    }

    /** All of it follows from the source. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof SyntaxTree tree && source.equals(tree.source);
    }

    @Override
    public int hashCode() {
        return source.hashCode();
    }

    /** The nodes' tokens put together. */
    public String text() {
        StringBuilder text = new StringBuilder(source.text().length());
        for (SyntaxNode node : nodes) {
            for (Token token : node.tokens()) {
                text.append(token.text());
            }
        }
        return text.toString();
    }
}
