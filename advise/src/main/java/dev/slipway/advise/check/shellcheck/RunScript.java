package dev.slipway.advise.check.shellcheck;

import dev.slipway.dockerfile.CommandLine;
import dev.slipway.dockerfile.Heredoc;
import dev.slipway.dockerfile.Instruction;
import dev.slipway.dockerfile.Span;
import dev.slipway.dockerfile.syntax.SyntaxNode.InstructionNode;
import dev.slipway.dockerfile.syntax.Token;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The script of a RUN, line for line as in the Dockerfile: comments and empty lines between continued ones become
 * continuations, so that positions stay what they are.
 *
 * @param dialect as ShellCheck names it
 * @param line of the Dockerfile where the script begins
 * @param column of its first character; later lines begin at 1
 */
record RunScript(String dialect, String text, int line, int column) {
    private static final Pattern SHEBANG = Pattern.compile("#!\\s*(?:/usr/bin/env\\s+)?(\\S+).*");

    /** @param shell the program that runs it; empty for scripts of an unknown language */
    static Optional<RunScript> of(Instruction.Run run, InstructionNode node, String shell) {
        if (!(run.command() instanceof CommandLine.ShellForm command)) {
            return Optional.empty();
        }
        if (!run.isHeredocScript()) {
            Span start = command.span();
            return dialect(shell)
                    .map(dialect -> new RunScript(dialect, lines(node, start), start.startLine(), start.startColumn()));
        }
        Heredoc heredoc = run.heredocs().getFirst();
        String body = heredoc.content();
        Matcher shebang = SHEBANG.matcher(body.lines().findFirst().orElse(""));
        boolean named = shebang.matches();
        // It is not the script's first line here.
        String text = named ? "#" + body.substring(shebang.end()) : body;
        return dialect(named ? shebang.group(1) : shell)
                .map(dialect ->
                        new RunScript(dialect, text, heredoc.contentSpan().startLine(), 1));
    }

    /** ShellCheck knows few shells; Alpine's is near to dash. */
    private static Optional<String> dialect(String shell) {
        return switch (shell.substring(shell.lastIndexOf('/') + 1)) {
            case "sh" -> Optional.of("sh");
            case "bash" -> Optional.of("bash");
            case "dash", "ash", "busybox" -> Optional.of("dash");
            case "ksh" -> Optional.of("ksh");
            default -> Optional.empty();
        };
    }

    private static String lines(InstructionNode node, Span start) {
        StringBuilder text = new StringBuilder();
        boolean lineBegins = false;
        for (Token token : node.tokens()) {
            boolean before = token.line() < start.startLine()
                    || token.line() == start.startLine()
                            && token.column() + token.text().length() <= start.startColumn();
            if (before) {
                continue;
            }
            switch (token.kind()) {
                case COMMENT -> {
                    text.append('\\');
                    lineBegins = false;
                }
                case CONTINUATION -> {
                    text.append('\\');
                    lineBegins = false;
                }
                case LINE_END -> {
                    text.append(lineBegins ? "\\\n" : "\n");
                    lineBegins = true;
                }
                case SPACE -> text.append(token.text());
                default -> {
                    boolean first = token.line() == start.startLine() && token.column() < start.startColumn();
                    text.append(first ? token.text().substring(start.startColumn() - token.column()) : token.text());
                    lineBegins = false;
                }
            }
        }
        return text.toString();
    }
}
