package dev.slipway.image.registry;

import dev.slipway.image.ImageReference;
import java.net.URI;
import java.util.Locale;

/**
 * Where a repository is served.
 *
 * @param registry as in references: {@code docker.io}
 * @param base {@code https://registry-1.docker.io}
 */
record Endpoint(String registry, String repository, URI base) {
    static Endpoint of(ImageReference image, RegistryOptions options) {
        String registry = image.registry();
        // Docker Hub's name in references is not its host.
        String host = registry.equals("docker.io") ? "registry-1.docker.io" : registry;
        boolean plain = isLoopback(host) || options.insecure().contains(registry);
        try {
            return new Endpoint(registry, image.repository(), URI.create((plain ? "http://" : "https://") + host));
        } catch (IllegalArgumentException e) {
            throw new RegistryException(
                    "cannot reach registry \"" + registry + "\": not a host (expected: host or host:port)",
                    "",
                    RegistryException.Answer.none(registry),
                    e);
        }
    }

    private static boolean isLoopback(String host) {
        String name = host.toLowerCase(Locale.ROOT);
        if (name.startsWith("[")) {
            return name.startsWith("[::1]");
        }
        int colon = name.indexOf(':');
        name = colon < 0 ? name : name.substring(0, colon);
        return name.equals("localhost") || name.endsWith(".localhost") || name.startsWith("127.");
    }

    boolean isPlain() {
        return "http".equals(base.getScheme());
    }

    URI manifest(String tagOrDigest) {
        return base.resolve("/v2/" + repository + "/manifests/" + tagOrDigest);
    }

    URI blob(String digest) {
        return base.resolve("/v2/" + repository + "/blobs/" + digest);
    }

    /** Where uploads of blobs begin. */
    URI uploads() {
        return base.resolve("/v2/" + repository + "/blobs/uploads/");
    }
}
