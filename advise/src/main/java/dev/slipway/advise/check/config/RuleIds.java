package dev.slipway.advise.check.config;

import dev.slipway.advise.check.Rules;
import dev.slipway.dockerfile.Suggestion;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Which names users may give rules by. */
public final class RuleIds {
    /** Hadolint's and ShellCheck's numbers come and go with their versions. */
    private static final Pattern NUMBERED = Pattern.compile("(DL|SC)[0-9]{4}");

    private RuleIds() {}

    public static boolean isKnown(String id) {
        return NUMBERED.matcher(id).matches() || known().contains(id);
    }

    /** The rule that was probably meant. */
    public static Optional<String> hint(String id) {
        return Suggestion.hint(id, known()).or(() -> Optional.of("see slipway check --list-rules"));
    }

    private static Set<String> known() {
        return Rules.all().stream().map(rule -> rule.info().id()).collect(Collectors.toSet());
    }
}
