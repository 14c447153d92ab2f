package dev.slipway.serve.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Who may call. Keys are never part of a message or a log.
 *
 * @param apiKey what callers send as {@code Authorization: Bearer}; none: everybody may call
 * @param adminApiKey the same for administration; none: {@code apiKey}
 * @param tls what to speak TLS with; none: plain
 * @param allowedOrigins whose pages may call from a browser, {@code *} for all
 */
public record Security(
        Optional<String> apiKey, Optional<String> adminApiKey, Optional<Tls> tls, List<String> allowedOrigins) {
    public static final Security NONE = new Security(Optional.empty(), Optional.empty(), Optional.empty());

    public Security {
        allowedOrigins = List.copyOf(allowedOrigins);
    }

    /** Pages of other origins may not call. */
    public Security(Optional<String> apiKey, Optional<String> adminApiKey, Optional<Tls> tls) {
        this(apiKey, adminApiKey, tls, List.of());
    }

    /**
     * @param certificates the server's chain, PEM
     * @param privateKey PKCS #8, PEM
     * @param clientAuthorities who signs the callers' certificates; none: callers need none
     */
    public record Tls(Path certificates, Path privateKey, Optional<Path> clientAuthorities) {}

    @Override
    public String toString() {
        return "Security[apiKey=" + (apiKey.isPresent() ? "set" : "none") + ", adminApiKey="
                + (adminApiKey.isPresent() ? "set" : "none") + ", tls=" + tls + ", allowedOrigins=" + allowedOrigins
                + "]";
    }
}
