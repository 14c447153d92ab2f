package dev.slipway.engine.source.git;

import dev.slipway.engine.source.http.ProxyRules;
import java.io.IOException;
import java.net.Proxy;
import java.net.URI;
import java.net.URL;
import org.eclipse.jgit.transport.http.HttpConnection;
import org.eclipse.jgit.transport.http.JDKHttpConnectionFactory;

/** Connections through the proxies that the caller's environment names, not those of the JVM. */
final class ProxiedConnections extends JDKHttpConnectionFactory {
    private final ProxyRules proxies;

    ProxiedConnections(ProxyRules proxies) {
        this.proxies = proxies;
    }

    @Override
    public HttpConnection create(URL url) throws IOException {
        return create(url, Proxy.NO_PROXY);
    }

    @Override
    public HttpConnection create(URL url, Proxy ignored) throws IOException {
        return super.create(url, proxies.select(URI.create(url.toString())).getFirst());
    }
}
