package dev.slipway.advise.shell;

import java.util.ArrayList;
import java.util.List;

/** A simple command while it is read. */
final class CommandDraft {
    private static final int NOT_YET = -1;

    private final List<String> assignments = new ArrayList<>();
    private final List<String> words = new ArrayList<>();
    private int start = NOT_YET;
    private int end;
    private boolean discarded;

    boolean isEmpty() {
        return words.isEmpty() && assignments.isEmpty() && !discarded;
    }

    boolean discarded() {
        return discarded;
    }

    boolean hasOneWord() {
        return words.size() == 1;
    }

    /** Inside {@code [[ … ]]}, where operators are words. */
    boolean inTest() {
        return !discarded
                && !words.isEmpty()
                && words.getFirst().equals("[[")
                && !words.getLast().equals("]]");
    }

    /** Forgets the words and takes no more: what follows {@code fi}, or stands in the head of a {@code for}. */
    void discard() {
        assignments.clear();
        words.clear();
        discarded = true;
    }

    void add(ShellWord word) {
        if (discarded) {
            return;
        }
        boolean assignment = words.isEmpty() && word.isAssignment();
        if (start == NOT_YET || (words.isEmpty() && !assignment)) {
            start = word.start();
            end = word.end();
        }
        (assignment ? assignments : words).add(word.text());
    }

    /** Hands the command over, if there is one, and starts the next. True when there was something, kept or not. */
    boolean finish(String before, ScriptPositions positions, List<ShellCommand> to) {
        boolean any = !isEmpty();
        if (any && !discarded) {
            to.add(new ShellCommand(assignments, words, before, positions.span(start, end)));
        }
        assignments.clear();
        words.clear();
        start = NOT_YET;
        discarded = false;
        return any;
    }
}
