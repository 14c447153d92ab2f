package dev.slipway.advise.check.slipway;

import dev.slipway.advise.check.CheckInput;
import dev.slipway.advise.check.DockerfileView;
import dev.slipway.advise.check.Finding;
import dev.slipway.advise.check.Rule;
import dev.slipway.advise.check.Severity;
import dev.slipway.advise.check.stages.StagePaths;
import dev.slipway.dockerfile.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What all rules here share. The id is the class's name. */
abstract class SlipwayRule implements Rule {
    private final Severity severity;
    private final String summary;

    SlipwayRule(Severity severity, String summary) {
        this.severity = severity;
        this.summary = summary;
    }

    @Override
    public final Info info() {
        String id = getClass().getSimpleName();
        return new Info(id, Family.SLIPWAY, severity, summary, "docs/rules/" + id + ".md");
    }

    @Override
    public final List<Finding> check(DockerfileView view) {
        Findings findings = new Findings(view.input());
        check(view.paths(), view.input(), findings);
        return List.copyOf(findings.found);
    }

    abstract void check(StagePaths paths, CheckInput input, Findings findings);

    /** Collects what one run of the rule finds. */
    final class Findings {
        private final CheckInput input;
        private final List<Finding> found = new ArrayList<>();

        private Findings(CheckInput input) {
            this.input = input;
        }

        void add(Span span, String message, String fix) {
            Finding finding =
                    new Finding(info().id(), severity, input.dockerfile().source(), span, message, Optional.of(fix));
            if (!found.contains(finding)) {
                found.add(finding);
            }
        }
    }
}
