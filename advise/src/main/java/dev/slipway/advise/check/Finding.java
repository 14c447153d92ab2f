package dev.slipway.advise.check;

import dev.slipway.dockerfile.SourceText;
import dev.slipway.dockerfile.Span;
import java.util.Optional;

/**
 * One thing that a rule found.
 *
 * @param rule the rule's id: {@code StageNameCasing}, {@code DL3008}, {@code SLP001}
 * @param source the file that {@code span} is about
 * @param message what is wrong here, one sentence without the rule's id
 * @param fix what to do about it, one imperative sentence
 */
public record Finding(
        String rule, Severity severity, SourceText source, Span span, String message, Optional<String> fix) {
    public int line() {
        return span.startLine();
    }
}
