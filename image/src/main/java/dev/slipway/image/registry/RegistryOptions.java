package dev.slipway.image.registry;

import dev.slipway.image.Limits;
import java.net.ProxySelector;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * How to talk to registries.
 *
 * @param insecure registries ({@code host:port}) that speak plain HTTP; those on this machine always do
 * @param attempts how often a request is tried in all, at least 1
 * @param backoff pause after the first failed attempt; doubles after each further one
 * @param stall how long nothing may arrive before a connection counts as broken
 * @param proxy empty for a direct connection
 */
public record RegistryOptions(
        Set<String> insecure,
        int attempts,
        Duration backoff,
        Duration stall,
        Optional<ProxySelector> proxy,
        Limits limits) {
    public static final RegistryOptions DEFAULT = new RegistryOptions(
            Set.of(), 5, Duration.ofMillis(500), Duration.ofSeconds(60), Optional.empty(), Limits.DEFAULT);

    public RegistryOptions {
        insecure = Set.copyOf(insecure);
        if (attempts < 1) {
            throw new IllegalArgumentException("attempts: " + attempts + " (expected: >= 1)");
        }
    }

    public RegistryOptions withInsecure(Set<String> registries) {
        return new RegistryOptions(registries, attempts, backoff, stall, proxy, limits);
    }

    public RegistryOptions withRetries(int tries, Duration pause, Duration longestStall) {
        return new RegistryOptions(insecure, tries, pause, longestStall, proxy, limits);
    }

    public RegistryOptions withProxy(ProxySelector selector) {
        return new RegistryOptions(insecure, attempts, backoff, stall, Optional.of(selector), limits);
    }
}
