package dev.slipway.dockerfile.syntax;

/**
 * A piece of the source text. The tokens of a tree follow each other without gaps.
 *
 * @param kind what the piece is
 * @param text its exact characters
 * @param offset of its first character in the source text, 0-based
 * @param line 1-based
 * @param column 1-based; a byte order mark at the head of the file is not counted
 */
public record Token(Kind kind, String text, int offset, int line, int column) {
    /** What a token is. */
    public enum Kind {
        /** U+FEFF at the head of the file. */
        BYTE_ORDER_MARK,
        /** Indentation, and space between the keyword and flags of an instruction. */
        SPACE,
        /** {@code # name=value} that took effect as a parser directive. */
        DIRECTIVE,
        /** A whole comment line without its line end, also one between continued lines. */
        COMMENT,
        /** An instruction's name as written, or a part of it where a continuation splits it. */
        KEYWORD,
        /** {@code --name=value}, or a part of it where a continuation splits it. */
        FLAG,
        /** Arguments, up to the end of the line or of the continued part. */
        ARGUMENTS,
        /** The escape character at the end of a continued line, with the space after it; no line end. */
        CONTINUATION,
        /** {@code \n}, {@code \r\n}, or carriage returns at the end of the file. */
        LINE_END,
        /** All lines of a heredoc's body, line ends included. */
        HEREDOC_BODY,
        /** The line that ends a heredoc, without its line end. */
        HEREDOC_TERMINATOR
    }

    /** The offset after the last character. */
    public int end() {
        return offset + text.length();
    }
}
