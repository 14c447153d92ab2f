package dev.slipway.engine.source.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProxyRulesTest {
    private static Proxy proxy(Map<String, String> environment, String uri) {
        return new ProxyRules(name -> Optional.ofNullable(environment.get(name)))
                .select(URI.create(uri))
                .getFirst();
    }

    @Test
    void scheme_choosesTheVariable() {
        Map<String, String> environment =
                Map.of("https_proxy", "http://proxy.example:3128", "HTTP_PROXY", "other:8080");
        assertThat(proxy(environment, "https://host.example/").address())
                .isEqualTo(InetSocketAddress.createUnresolved("proxy.example", 3128));
        assertThat(proxy(environment, "http://host.example/").address())
                .isEqualTo(InetSocketAddress.createUnresolved("other", 8080));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"http://localhost/", "http://127.0.0.1:5000/", "http://a.corp.example/", "http://corp.example/"})
    void loopbackAndNoProxy_goDirectly(String uri) {
        Map<String, String> environment = Map.of("http_proxy", "proxy:1", "no_proxy", "x, .corp.example");
        assertThat(proxy(environment, uri)).isEqualTo(Proxy.NO_PROXY);
    }

    @Test
    void withoutVariables_goesDirectly() {
        assertThat(proxy(Map.of(), "https://host.example/")).isEqualTo(Proxy.NO_PROXY);
    }
}
