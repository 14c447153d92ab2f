package dev.slipway.advise.check;

import dev.slipway.dockerfile.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A rule given as a value: what it is called and a function over the view.
 *
 * @param info what it is called
 * @param search finds the places
 */
public record ViewRule(Info info, Search search) implements Rule {
    /** Looks for what a rule is about. */
    @FunctionalInterface
    public interface Search {
        void run(DockerfileView view, Hits hits);
    }

    /** Takes the places that a search finds. */
    public static final class Hits {
        private final Info info;
        private final DockerfileView view;
        private final List<Finding> findings = new ArrayList<>();

        private Hits(Info info, DockerfileView view) {
            this.info = info;
            this.view = view;
        }

        /** A place, explained by the rule's own summary. */
        public void at(Span span) {
            at(span, info.summary());
        }

        public void at(Span span, String message) {
            findings.add(new Finding(info.id(), info.severity(), view.source(), span, message, Optional.empty()));
        }

        public void at(Span span, String message, String fix) {
            findings.add(new Finding(info.id(), info.severity(), view.source(), span, message, Optional.of(fix)));
        }
    }

    @Override
    public List<Finding> check(DockerfileView view) {
        Hits hits = new Hits(info, view);
        search.run(view, hits);
        return List.copyOf(hits.findings);
    }
}
