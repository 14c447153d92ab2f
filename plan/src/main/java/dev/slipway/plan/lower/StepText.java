package dev.slipway.plan.lower;

import dev.slipway.dockerfile.Instruction;

/** Texts that name a step. */
final class StepText {
    private StepText() {}

    /** The instruction's line, its keyword in capitals. */
    static String of(Instruction instruction) {
        String text = instruction.origin().text();
        String keyword = instruction.keyword();
        return text.regionMatches(true, 0, keyword, 0, keyword.length())
                ? keyword + text.substring(keyword.length())
                : text;
    }

    /** The first line, and dots when there are more. */
    static String summary(String document) {
        String text = document.strip();
        int end = text.indexOf('\n');
        return end < 0 ? text : text.substring(0, end).stripTrailing() + "...";
    }
}
