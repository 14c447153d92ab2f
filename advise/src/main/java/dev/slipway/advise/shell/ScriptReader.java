package dev.slipway.advise.shell;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** One pass over a script. Every step goes forward, and nesting is bounded, so any text takes linear time. */
final class ScriptReader {
    /** Deeper nesting is read as if its brackets were not there. */
    private static final int MAX_DEPTH = 48;

    private static final char TO_THE_END = '\0';

    private final String script;
    private final ScriptPositions positions;
    private final List<ShellCommand> found = new ArrayList<>();
    private final Deque<String> awaitedHeredocs = new ArrayDeque<>();
    private int at;
    private int depth;

    private ScriptReader(String script, ScriptPositions positions) {
        this.script = script;
        this.positions = positions;
    }

    static List<ShellCommand> read(String script, ScriptPositions positions) {
        ScriptReader reader = new ScriptReader(script, positions);
        reader.list(TO_THE_END, reader.found);
        return List.copyOf(reader.found);
    }

    /** Reads commands up to {@code end}, which stays unread. */
    private void list(char end, List<ShellCommand> to) {
        CommandDraft draft = new CommandDraft();
        String before = "";
        int cases = 0;
        boolean pattern = false;
        while (at < script.length() && (pattern || script.charAt(at) != end)) {
            char c = script.charAt(at);
            if (isBlank(c)) {
                at++;
            } else if (c == '\\' && next() == '\n') {
                at += 2;
            } else if (c == '#') {
                skipLine();
            } else if (pattern && c != '\n') {
                pattern = !pattern(end);
                if (script.startsWith("esac", at)) {
                    pattern = false;
                }
            } else if (draft.inTest() && "&|<>()".indexOf(c) >= 0) {
                draft.add(new ShellWord(String.valueOf(c), 1, at, ++at));
            } else if (c == '\n') {
                before = draft.finish(before, positions, to) ? ";" : before;
                at++;
                skipHeredocs();
            } else if (c == ';' || c == '|' || (c == '&' && next() != '>')) {
                String operator = operator();
                draft.finish(before, positions, to);
                pattern = cases > 0 && operator.startsWith(";") && operator.length() > 1;
                before = operator.length() > 1 && operator.startsWith(";") ? "" : operator;
            } else if (c == '(') {
                parenthesis(draft, to);
            } else if (c == ')') {
                draft.finish(before, positions, to);
                before = "";
                at++;
            } else if (c == '<' || c == '>' || c == '&') {
                redirection(draft);
            } else {
                ShellWord word = word(end);
                if (word.isNumber() && at < script.length() && (script.charAt(at) == '<' || script.charAt(at) == '>')) {
                    redirection(draft);
                } else if (draft.isEmpty() && word.isPlain() && isKeyword(word.text())) {
                    boolean opensCase = word.text().equals("case");
                    before = keyword(word.text(), draft, before);
                    if (opensCase) {
                        cases++;
                        word(draft, end);
                        pattern = true;
                    }
                    cases -= word.text().equals("esac") && cases > 0 ? 1 : 0;
                } else {
                    draft.add(word);
                }
            }
        }
        draft.finish(before, positions, to);
    }

    private static boolean isKeyword(String word) {
        return switch (word) {
            case "if", "then", "elif", "else", "fi", "for", "select", "while", "until", "do", "done", "case", "esac" ->
                true;
            case "{", "}", "!", "time", "function" -> true;
            default -> false;
        };
    }

    /** What to do at a keyword; gives the operator before the next command. */
    private String keyword(String word, CommandDraft draft, String before) {
        switch (word) {
            case "fi", "done", "esac", "}", "for", "select", "function" -> draft.discard();
            case "case" -> {}
            default -> {
                return word.equals("!") || word.equals("time") ? before : "";
            }
        }
        if (word.equals("function")) {
            skipBlanks();
            word(TO_THE_END);
            draft.finish("", positions, new ArrayList<>());
        }
        return word.equals("case") ? "" : before;
    }

    /** The subject of a {@code case} and its {@code in}. */
    private void word(CommandDraft draft, char end) {
        skipBlanks();
        word(end);
        skipSpace();
        if (script.startsWith("in", at)) {
            at += 2;
        }
        draft.finish("", positions, new ArrayList<>());
    }

    /** One pattern of a {@code case} with its bracket; false at {@code esac} or where there is none. */
    private boolean pattern(char end) {
        if (script.startsWith("esac", at)) {
            return false;
        }
        if (script.charAt(at) == '(') {
            at++;
        }
        while (at < script.length()) {
            char c = script.charAt(at);
            if (c == ')') {
                at++;
                return true;
            }
            if (isSpace(c) || "|;&<>(".indexOf(c) >= 0 || c == end) {
                at++;
            } else {
                word(TO_THE_END);
            }
        }
        return true;
    }

    private String operator() {
        for (String operator : List.of(";;&", ";;", ";&", "&&", "||", "|&")) {
            if (script.startsWith(operator, at)) {
                at += operator.length();
                return operator.equals("|&") ? "|" : operator;
            }
        }
        return String.valueOf(script.charAt(at++));
    }

    private void parenthesis(CommandDraft draft, List<ShellCommand> to) {
        int open = at++;
        if (draft.hasOneWord() && !draft.discarded()) {
            skipBlanks();
            if (at < script.length() && script.charAt(at) == ')') {
                // name() { … }: the name is no command.
                at++;
                draft.finish("", positions, new ArrayList<>());
                return;
            }
        }
        if (draft.isEmpty() && script.startsWith("((", open)) {
            arithmetic();
            draft.discard();
        } else if (depth < MAX_DEPTH) {
            boolean subshell = draft.isEmpty();
            nested(')', subshell ? to : new ArrayList<>());
            if (subshell) {
                draft.discard();
            }
        }
    }

    private void nested(char end, List<ShellCommand> to) {
        depth++;
        list(end, to);
        depth--;
        at = Math.min(script.length(), at + 1);
    }

    private void redirection(CommandDraft draft) {
        char kind = script.charAt(at);
        if (kind != '&' && next() == '(') {
            int start = at;
            at += 2;
            substitution(')');
            draft.add(new ShellWord(script.substring(start, at), 0, start, at));
            return;
        }
        boolean heredoc = script.startsWith("<<", at) && !script.startsWith("<<<", at);
        at++;
        while (at < script.length() && "<>&|".indexOf(script.charAt(at)) >= 0) {
            at++;
        }
        boolean chomp = heredoc && at < script.length() && script.charAt(at) == '-';
        if (chomp) {
            at++;
        }
        skipBlanks();
        if (at < script.length() && !endsWord(script.charAt(at))) {
            ShellWord target = word(TO_THE_END);
            if (heredoc) {
                awaitedHeredocs.add(target.text());
            }
        }
    }

    /** At the start of a line: the bodies of the heredocs that the line before announced. */
    private void skipHeredocs() {
        while (!awaitedHeredocs.isEmpty()) {
            String name = awaitedHeredocs.remove();
            boolean ended = false;
            while (at < script.length() && !ended) {
                int start = at;
                skipLine();
                ended = script.substring(start, at).strip().equals(name);
                at = Math.min(script.length(), at + 1);
            }
        }
    }

    private ShellWord word(char end) {
        int start = at;
        WordText text = new WordText();
        while (at < script.length()) {
            char c = script.charAt(at);
            if (c == end && end == '`') {
                break;
            }
            if (c == '(' && text.opensArray()) {
                int open = at++;
                if (depth < MAX_DEPTH) {
                    nested(')', new ArrayList<>());
                }
                text.append(script, open, at);
            } else if (endsWord(c)) {
                break;
            } else if (c == '\\') {
                text.quote();
                if (next() != '\n' && at + 1 < script.length()) {
                    text.append(script, at + 1, at + 2);
                }
                at = Math.min(script.length(), at + 2);
            } else if (c == '\'') {
                singleQuotes(text);
            } else if (c == '"') {
                doubleQuotes(text);
            } else {
                part(text);
            }
        }
        return new ShellWord(text.toString(), text.plainLength(), start, at);
    }

    /** One character or expansion, kept as written. */
    private void part(WordText text) {
        int start = at;
        char c = script.charAt(at);
        if (c == '$' && next() == '\'') {
            at++;
            singleQuotes(text);
            return;
        }
        if (c == '`') {
            at++;
            substitution('`');
        } else if (script.startsWith("$((", at)) {
            at += 2;
            arithmetic();
        } else if (c == '$' && next() == '(') {
            at += 2;
            substitution(')');
        } else if (c == '$' && next() == '{') {
            at += 2;
            braces();
        } else {
            at++;
        }
        text.append(script, start, at);
    }

    private void substitution(char end) {
        if (depth < MAX_DEPTH) {
            nested(end, found);
        }
    }

    private void singleQuotes(WordText text) {
        int close = script.indexOf('\'', at + 1);
        int stop = close < 0 ? script.length() : close;
        text.quote();
        text.append(script, at + 1, stop);
        at = Math.min(script.length(), stop + 1);
    }

    private void doubleQuotes(WordText text) {
        at++;
        text.quote();
        while (at < script.length() && script.charAt(at) != '"') {
            char c = script.charAt(at);
            if (c == '\\' && at + 1 < script.length()) {
                boolean escapes = "$`\"\\\n".indexOf(next()) >= 0;
                if (next() != '\n') {
                    text.append(script, escapes ? at + 1 : at, at + 2);
                }
                at += 2;
            } else if (c == '$' && next() == '\'') {
                text.append(script, at, ++at);
            } else {
                part(text);
            }
        }
        at = Math.min(script.length(), at + 1);
    }

    /** The rest of <code>${…}</code>. */
    private void braces() {
        if (depth >= MAX_DEPTH) {
            return;
        }
        depth++;
        WordText dropped = new WordText();
        while (at < script.length() && script.charAt(at) != '}') {
            char c = script.charAt(at);
            if (c == '\\') {
                at = Math.min(script.length(), at + 2);
            } else if (c == '"') {
                doubleQuotes(dropped);
            } else {
                part(dropped);
            }
        }
        depth--;
        at = Math.min(script.length(), at + 1);
    }

    /** From the second bracket of {@code ((} to behind the {@code ))}. */
    private void arithmetic() {
        int open = 1;
        at++;
        while (at < script.length() && open > -1) {
            char c = script.charAt(at++);
            if (c == '(') {
                open++;
            } else if (c == ')') {
                open--;
                if (open == 0) {
                    at = at < script.length() && script.charAt(at) == ')' ? at + 1 : at;
                    return;
                }
            }
        }
    }

    private void skipLine() {
        int end = script.indexOf('\n', at);
        at = end < 0 ? script.length() : end;
    }

    private void skipBlanks() {
        while (at < script.length() && isBlank(script.charAt(at))) {
            at++;
        }
    }

    private void skipSpace() {
        while (at < script.length() && isSpace(script.charAt(at))) {
            at++;
        }
    }

    private char next() {
        return at + 1 < script.length() ? script.charAt(at + 1) : TO_THE_END;
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t' || c == '\r';
    }

    private static boolean isSpace(char c) {
        return isBlank(c) || c == '\n';
    }

    private static boolean endsWord(char c) {
        return isSpace(c) || ";&|<>()".indexOf(c) >= 0;
    }
}
