package dev.slipway.plan.stage;

import dev.slipway.image.ImageReference;
import dev.slipway.image.Platform;
import dev.slipway.plan.request.ContextSpec;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * {@code --build-context}: a context stands in for every stage and image of its name. {@code NAME::PLATFORM} counts for
 * that platform only and goes first.
 */
public final class NamedContexts {
    private final Map<String, ContextSpec> contexts = new HashMap<>();

    public NamedContexts(Map<String, ContextSpec> named) {
        named.forEach((name, spec) -> {
            int mark = name.indexOf("::");
            contexts.put(
                    mark < 0 ? canonical(name) : canonical(name.substring(0, mark)) + "::" + platform(name, mark),
                    spec);
        });
    }

    private static String platform(String name, int mark) {
        return Platform.parse(name.substring(mark + 2)).toString();
    }

    /** What stands in for {@code name}, if anything; {@code scratch} and {@code context} cannot be replaced. */
    public Optional<TreeRef> find(String name, Platform platform) {
        if (contexts.isEmpty() || name.equalsIgnoreCase("scratch") || name.equalsIgnoreCase("context")) {
            return Optional.empty();
        }
        String key = canonical(name);
        ContextSpec spec = contexts.getOrDefault(key + "::" + platform, contexts.get(key));
        return Optional.ofNullable(spec).map(found -> refer(key, found, name));
    }

    private static TreeRef refer(String key, ContextSpec spec, String written) {
        if (!(spec instanceof ContextSpec.Image(ContextSpec.ImageOrigin origin))) {
            return new TreeRef.OfContext(key, spec);
        }
        boolean scratch = origin instanceof ContextSpec.ImageOrigin.Registry(ImageReference reference)
                && reference.familiar().equals("scratch:latest");
        return scratch ? new TreeRef.Empty() : new TreeRef.OfImage(origin, written, key);
    }

    /** {@code docker.io/library/debian:latest} and {@code debian} are one name. */
    private static String canonical(String name) {
        try {
            String familiar = ImageReference.parse(name).familiar();
            return familiar.endsWith(":latest")
                    ? familiar.substring(0, familiar.length() - ":latest".length())
                    : familiar;
        } catch (IllegalArgumentException e) {
            // Stage names may hold capitals, which image names may not.
            return name.toLowerCase(Locale.ROOT);
        }
    }
}
