package dev.slipway.advise.check;

import java.util.List;

/** One check. Rules hold no state and see nothing but what they are given; several run at once. */
public interface Rule {
    Info info();

    /** In any order; severities are the rule's own, configuration is applied later. Rules share a view of one input. */
    List<Finding> check(DockerfileView view);

    /** The same for an input that no other rule looks at. */
    default List<Finding> check(CheckInput input) {
        return check(DockerfileView.of(input));
    }

    /** Who defined a rule. */
    enum Family {
        BUILDKIT,
        HADOLINT,
        SLIPWAY,
        SHELLCHECK
    }

    /**
     * @param id as users write it to skip the rule
     * @param summary one line for {@code --list-rules} and SARIF
     * @param url where it is explained: a page of the family's, or {@code docs/rules/ID.md}
     */
    record Info(String id, Family family, Severity severity, String summary, String url) {}
}
