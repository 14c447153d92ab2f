package dev.slipway.serve.access;

import dev.slipway.serve.config.Security;
import dev.slipway.serve.engine.ServeException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Decides by the {@code Authorization: Bearer} header. Health checks, metrics and the documentation are open;
 * administration wants the admin key where there is one. Keys are compared in constant time.
 */
public final class AccessControl {
    /** The last part of an RPC's or an endpoint's path. */
    private static final Set<String> OPEN =
            Set.of("", "health", "health_generate", "HealthCheck", "Check", "Watch", "metrics", "docs", "openapi.json");

    private static final Set<String> ADMINISTRATION = Set.of(
            "flush_cache",
            "abort_request",
            "pause_generation",
            "continue_generation",
            "start_profile",
            "stop_profile",
            "update_weights_from_disk",
            "Abort",
            "FlushCache",
            "PauseGeneration",
            "ContinueGeneration",
            "StartProfile",
            "StopProfile",
            "UpdateWeightsFromDisk");

    private final Optional<byte[]> key;
    private final Optional<byte[]> adminKey;

    public AccessControl(Security security) {
        this.key = security.apiKey().map(AccessControl::bytes);
        this.adminKey = security.adminApiKey().map(AccessControl::bytes);
    }

    /**
     * @param path of the call: {@code /generate}, {@code /sglang.runtime.v1.SglangService/Generate}
     * @param authorization the header, null when there is none
     * @return why the call is refused, empty when it may go on
     */
    public Optional<ServeException> refusal(String path, @Nullable String authorization) {
        String name = path.substring(path.lastIndexOf('/') + 1);
        boolean isAdministration = ADMINISTRATION.contains(name);
        Optional<byte[]> wanted = isAdministration && adminKey.isPresent() ? adminKey : key;
        if (OPEN.contains(name) || wanted.isEmpty()) {
            return Optional.empty();
        }
        byte[] given = bytes(
                authorization != null && authorization.regionMatches(true, 0, "Bearer ", 0, 7)
                        ? authorization.substring(7).strip()
                        : "");
        if (MessageDigest.isEqual(given, wanted.get())
                || adminKey.isPresent() && MessageDigest.isEqual(given, adminKey.get())) {
            return Optional.empty();
        }
        if (isAdministration && key.isPresent() && MessageDigest.isEqual(given, key.get())) {
            return Optional.of(new ServeException(
                    ServeException.Code.PERMISSION_DENIED, name + " is administration (expected: the admin API key)"));
        }
        return Optional.of(new ServeException(
                ServeException.Code.UNAUTHENTICATED,
                given.length == 0
                        ? "no API key (expected: the header Authorization: Bearer KEY)"
                        : "the API key is not this server's (expected: the key that it was started with)"));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
