package dev.slipway.engine.source.debootstrap;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One archive and suite that packages come from ({@code sources.list(5)}).
 *
 * @param signedBy path of the keys; empty for apt's trusted ones
 */
record AptSource(String uri, String suite, List<String> components, Optional<String> signedBy) {
    AptSource {
        components = List.copyOf(components);
    }

    AptSource withSuite(String other) {
        return new AptSource(uri, other, components, signedBy);
    }

    AptSource withComponents(List<String> others) {
        return others.isEmpty() ? this : new AptSource(uri, suite, others, signedBy);
    }

    String inRelease() {
        return uri + (uri.endsWith("/") ? "" : "/") + "dists/" + suite + "/InRelease";
    }

    /** {@code deb [options] uri suite components}. */
    String line(List<String> moreOptions) {
        List<String> options = new ArrayList<>();
        signedBy.ifPresent(path -> options.add("signed-by=" + path));
        options.addAll(moreOptions);
        String bracket = options.isEmpty() ? "" : "[" + String.join(" ", options) + "] ";
        return "deb " + bracket + uri + " " + suite + " " + String.join(" ", components);
    }
}
