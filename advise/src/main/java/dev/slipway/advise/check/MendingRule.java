package dev.slipway.advise.check;

import java.util.List;

/**
 * A rule given as a value that can mend what it finds.
 *
 * @param rule finds the places
 * @param mending gives the edits; each names the span that the rule found
 */
public record MendingRule(ViewRule rule, Mending mending) implements Fixable {
    /** Says how places are mended. */
    @FunctionalInterface
    public interface Mending {
        List<Edit> edits(DockerfileView view);
    }

    @Override
    public Info info() {
        return rule.info();
    }

    @Override
    public List<Finding> check(DockerfileView view) {
        return rule.check(view);
    }

    @Override
    public List<Edit> fixes(DockerfileView view) {
        return mending.edits(view);
    }
}
