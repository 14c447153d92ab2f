package dev.slipway.engine.source.http;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/**
 * The proxy that {@code http_proxy}, {@code https_proxy} and {@code no_proxy} name, in lower or upper case, as curl and
 * Go read them. Loopback addresses are never proxied.
 *
 * @param environment variables of the caller's environment
 */
public final class ProxyRules extends ProxySelector {
    private final Function<String, Optional<String>> environment;

    public ProxyRules(Function<String, Optional<String>> environment) {
        this.environment = environment;
    }

    @Override
    public List<Proxy> select(URI uri) {
        String host = uri.getHost() == null ? "" : uri.getHost().toLowerCase(Locale.ROOT);
        Optional<String> proxy = variable(uri.getScheme().toLowerCase(Locale.ROOT) + "_proxy");
        if (proxy.isEmpty() || isLoopback(host) || isExempt(host)) {
            return List.of(Proxy.NO_PROXY);
        }
        return List.of(new Proxy(Proxy.Type.HTTP, address(proxy.get())));
    }

    @Override
    public void connectFailed(URI uri, SocketAddress address, IOException cause) {
        // The request itself reports it.
    }

    private Optional<String> variable(String name) {
        return environment
                .apply(name)
                .or(() -> environment.apply(name.toUpperCase(Locale.ROOT)))
                .filter(value -> !value.isBlank());
    }

    private static boolean isLoopback(String host) {
        return host.equals("localhost") || host.startsWith("127.") || host.equals("[::1]");
    }

    private boolean isExempt(String host) {
        for (String rule : variable("no_proxy").orElse("").split(",")) {
            String suffix = rule.trim().toLowerCase(Locale.ROOT);
            if (suffix.equals("*")) {
                return true;
            }
            String bare = suffix.startsWith(".") ? suffix.substring(1) : suffix;
            if (!bare.isEmpty() && (host.equals(bare) || host.endsWith("." + bare))) {
                return true;
            }
        }
        return false;
    }

    private static InetSocketAddress address(String proxy) {
        URI uri = URI.create(proxy.contains("://") ? proxy : "http://" + proxy);
        int port = uri.getPort() >= 0 ? uri.getPort() : 80;
        return InetSocketAddress.createUnresolved(uri.getHost(), port);
    }
}
