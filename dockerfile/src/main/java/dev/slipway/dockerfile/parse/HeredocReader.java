package dev.slipway.dockerfile.parse;

import dev.slipway.dockerfile.DockerfileException.Code;
import dev.slipway.dockerfile.Heredoc;
import dev.slipway.dockerfile.expand.HeredocOperator;
import dev.slipway.dockerfile.syntax.HeredocNode;
import java.util.List;
import java.util.Optional;

/** Heredoc bodies as values. */
final class HeredocReader {
    private HeredocReader() {}

    static List<Heredoc> read(Statement statement) {
        checkTerminated(statement);
        return statement.heredocs().stream().map(HeredocReader::read).toList();
    }

    /** Bodies are taken in order, so the first one without its end has swallowed the rest of the file. */
    private static void checkTerminated(Statement statement) {
        for (HeredocNode node : statement.heredocs()) {
            if (!node.terminated()) {
                String name = node.operator().name();
                throw statement.refuse(
                        Code.UNTERMINATED_HEREDOC,
                        node.operatorSpan(),
                        "cannot find the end of the heredoc \"" + name + "\" (expected: a line that is exactly " + name
                                + ")",
                        indentedEnd(node));
            }
        }
    }

    private static Optional<String> indentedEnd(HeredocNode node) {
        String name = node.operator().name();
        boolean indented =
                node.rawContent().lines().anyMatch(line -> line.strip().equals(name));
        if (!indented) {
            return Optional.empty();
        }
        return Optional.of(
                node.operator().chomp()
                        ? "indent the end with tabs only, without space behind it"
                        : "move the end to the start of its line, or write <<-" + name + " and indent it with tabs");
    }

    static Heredoc read(HeredocNode node) {
        HeredocOperator operator = node.operator();
        String content = operator.chomp() ? withoutLeadingTabs(node.rawContent()) : node.rawContent();
        return new Heredoc(
                operator.name(),
                operator.fileDescriptor(),
                operator.expand(),
                operator.chomp(),
                content,
                node.operatorSpan(),
                node.contentSpan());
    }

    private static String withoutLeadingTabs(String text) {
        StringBuilder result = new StringBuilder(text.length());
        boolean lineStart = true;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!lineStart || c != '\t') {
                result.append(c);
                lineStart = c == '\n';
            }
        }
        return result.toString();
    }
}
