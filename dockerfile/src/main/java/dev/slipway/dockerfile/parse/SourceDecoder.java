package dev.slipway.dockerfile.parse;

import dev.slipway.dockerfile.DockerfileException;
import dev.slipway.dockerfile.DockerfileException.Code;
import dev.slipway.dockerfile.SourceText;
import dev.slipway.dockerfile.Span;
import dev.slipway.dockerfile.syntax.SyntaxNode;
import dev.slipway.dockerfile.syntax.SyntaxTree;
import dev.slipway.dockerfile.syntax.Token;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Bytes to text. Old files may hold other encodings in comments, which do no harm there. */
public final class SourceDecoder {
    private SourceDecoder() {}

    public static SourceText decode(String name, byte[] bytes) {
        try {
            return new SourceText(
                    name,
                    StandardCharsets.UTF_8
                            .newDecoder()
                            .decode(ByteBuffer.wrap(bytes))
                            .toString());
        } catch (CharacterCodingException notUtf8) {
            SourceText source = new SourceText(name, new String(bytes, StandardCharsets.UTF_8));
            checkOnlyInComments(source);
            return source;
        }
    }

    private static void checkOnlyInComments(SourceText source) {
        for (SyntaxNode node : SyntaxTree.parse(source).nodes()) {
            for (Token token : node.tokens()) {
                int at = token.text().indexOf('\ufffd');
                if (at >= 0 && token.kind() != Token.Kind.COMMENT) {
                    throw new DockerfileException(
                            Code.BAD_SYNTAX,
                            source,
                            place(token, at),
                            "cannot read the text: bytes that are no character (expected: UTF-8)",
                            Optional.of("save the file as UTF-8"));
                }
            }
        }
    }

    /** A heredoc body is a token of several lines. */
    private static Span place(Token token, int at) {
        int line = token.line();
        int lineStart = 0;
        for (int i = token.text().indexOf('\n');
                i >= 0 && i < at;
                i = token.text().indexOf('\n', i + 1)) {
            line++;
            lineStart = i + 1;
        }
        int column = line == token.line() ? token.column() + at : at - lineStart + 1;
        return new Span(line, column, line, column);
    }
}
