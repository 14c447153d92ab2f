package dev.slipway.advise.check.slipway;

import java.util.Locale;
import java.util.Set;

/** Names of packages as installs write them. */
final class Names {
    private static final Set<String> ENGINES = Set.of("vllm", "sglang");

    private Names() {}

    /** {@code Foo_Bar[extra]>=1} is {@code foo-bar}; an apt version or architecture is cut off too. */
    static String of(String written) {
        int end = 0;
        while (end < written.length() && "[]<>=!~;@: ,(".indexOf(written.charAt(end)) < 0) {
            end++;
        }
        return written.substring(0, end).toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static boolean isEngine(String name) {
        return ENGINES.contains(name);
    }
}
