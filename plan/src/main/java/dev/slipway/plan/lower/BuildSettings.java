package dev.slipway.plan.lower;

import dev.slipway.plan.graph.ExecSpec;
import dev.slipway.plan.request.BuildRequest;
import dev.slipway.plan.request.NetworkMode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What the request says that instructions need to know.
 *
 * @param buildArguments the user's, and {@code SOURCE_DATE_EPOCH} where it is set otherwise
 */
public record BuildSettings(BuildRequest request, Map<String, String> buildArguments) {
    private static final List<String> PROXIES =
            List.of("http_proxy", "https_proxy", "ftp_proxy", "no_proxy", "all_proxy");

    private static final Set<String> OTHERS = Set.of(
            "SOURCE_DATE_EPOCH",
            "TARGETSTAGE",
            "TARGETPLATFORM",
            "TARGETOS",
            "TARGETOSVERSION",
            "TARGETARCH",
            "TARGETVARIANT",
            "BUILDPLATFORM",
            "BUILDOS",
            "BUILDOSVERSION",
            "BUILDARCH",
            "BUILDVARIANT");

    /** Whether a build argument is known without an ARG, so that nobody need declare it. */
    public static boolean isPredefined(String name) {
        return isProxy(name) || name.startsWith("BUILDKIT_") || OTHERS.contains(name);
    }

    private static boolean isProxy(String name) {
        return PROXIES.contains(name.toLowerCase(Locale.ROOT));
    }

    ExecSpec.Isolation isolation(Optional<NetworkMode> network, boolean insecure) {
        BuildRequest.SandboxRules rules = request.sandbox();
        return new ExecSpec.Isolation(
                network.filter(mode -> mode != NetworkMode.DEFAULT).orElse(rules.network()),
                insecure,
                rules.extraHosts(),
                rules.shmSizeBytes(),
                rules.ulimits(),
                Optional.ofNullable(buildArguments.get("BUILDKIT_SANDBOX_HOSTNAME"))
                        .filter(name -> !name.isEmpty()));
    }

    /** In both letter cases, as programs read either. */
    List<String> proxyEnvironment() {
        Map<String, String> proxies = new LinkedHashMap<>();
        buildArguments.forEach((name, value) -> {
            if (isProxy(name) && !value.isEmpty()) {
                proxies.put(name.toUpperCase(Locale.ROOT), value);
                proxies.put(name.toLowerCase(Locale.ROOT), value);
            }
        });
        List<String> entries = new ArrayList<>();
        proxies.forEach((name, value) -> entries.add(name + "=" + value));
        return entries;
    }

    /** {@code BUILDKIT_CACHE_MOUNT_NS} sets the builds of one machine apart. */
    String cacheId(String id) {
        String space = buildArguments.getOrDefault("BUILDKIT_CACHE_MOUNT_NS", "");
        return space.isEmpty() ? id : space + "/" + id;
    }

    /** {@code --no-cache}, or {@code --no-cache-filter} with the stage's name or number. */
    boolean ignoresCache(Optional<String> stageName, int index) {
        BuildRequest.CacheRules rules = request.cache();
        return rules.noCache()
                || rules.noCacheFilter().stream()
                        .anyMatch(filter ->
                                stageName.filter(filter::equalsIgnoreCase).isPresent()
                                        || filter.equals(Integer.toString(index)));
    }
}
