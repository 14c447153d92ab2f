package dev.slipway.advise.explain;

import dev.slipway.dockerfile.Dockerfile;
import dev.slipway.plan.describe.Outline;
import dev.slipway.plan.request.BuildRequest;
import dev.slipway.plan.request.Redaction;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A build argument that would get another value.
 *
 * @param before what it is now: given to the last build, or the Dockerfile's default; empty where no stage that the
 *     target needs declares it
 * @param secret its name says so; then neither value is to be shown
 */
public record ArgumentChange(String name, Optional<String> before, String after, boolean secret) {
    /**
     * @param now the request as it is now; its build arguments come before defaults
     * @param changes new values by name
     */
    public static List<ArgumentChange> of(Dockerfile dockerfile, BuildRequest now, Map<String, String> changes) {
        if (changes.isEmpty()) {
            return List.of();
        }
        List<Outline.Argument> declared = Outline.of(dockerfile, now).arguments();
        List<ArgumentChange> found = new ArrayList<>();
        changes.forEach((name, value) -> found.add(new ArgumentChange(
                name,
                declared.stream()
                        .filter(argument -> argument.name().equals(name))
                        .map(Outline.Argument::value)
                        .findFirst(),
                value,
                Redaction.isSecretName(name))));
        return found;
    }

    /** Whether it has the new value already. */
    public boolean same() {
        return before.equals(Optional.of(after));
    }
}
