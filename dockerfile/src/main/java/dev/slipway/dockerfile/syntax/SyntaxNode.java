package dev.slipway.dockerfile.syntax;

import dev.slipway.dockerfile.Span;
import java.util.List;

/** A line of the file, or all lines of one instruction. The tokens of all nodes in order are the file. */
public sealed interface SyntaxNode {
    /** At least one, without gaps. */
    List<Token> tokens();

    /** From the first to the last character, without the last line end. */
    Span span();

    /** The exact source text, line end included. */
    default String text() {
        StringBuilder text = new StringBuilder();
        tokens().forEach(token -> text.append(token.text()));
        return text.toString();
    }

    /** An empty line, or one of white space; also a byte order mark alone in a file. */
    record BlankNode(List<Token> tokens, Span span) implements SyntaxNode {
        public BlankNode {
            tokens = List.copyOf(tokens);
        }
    }

    /** A comment between instructions. */
    record CommentNode(List<Token> tokens, Span span) implements SyntaxNode {
        public CommentNode {
            tokens = List.copyOf(tokens);
        }

        /** What follows the {@code #}, trimmed. */
        public String comment() {
            String text = text();
            return dev.slipway.dockerfile.Blanks.trim(text.substring(text.indexOf('#') + 1));
        }
    }

    /**
     * A parser directive at the head of the file.
     *
     * @param name in lower case
     * @param duplicate the same name stands above already
     */
    record DirectiveNode(String name, String value, boolean duplicate, List<Token> tokens, Span span)
            implements SyntaxNode {
        public DirectiveNode {
            tokens = List.copyOf(tokens);
        }
    }

    /**
     * An instruction with its continued lines, the comments between them, and its heredoc bodies.
     *
     * @param line the joined line
     * @param head the line taken apart
     * @param span from the keyword on
     */
    record InstructionNode(
            LogicalLine line, InstructionHead head, List<HeredocNode> heredocs, List<Token> tokens, Span span)
            implements SyntaxNode {
        public InstructionNode {
            heredocs = List.copyOf(heredocs);
            tokens = List.copyOf(tokens);
        }
    }
}
