package dev.slipway.serve.upstream;

import com.linecorp.armeria.client.ClientFactory;
import com.linecorp.armeria.client.ClientFactoryBuilder;
import com.linecorp.armeria.client.RequestOptions;
import com.linecorp.armeria.client.WebClient;
import com.linecorp.armeria.common.ExchangeType;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.common.RequestHeadersBuilder;
import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Connections to one upstream. Cleartext is HTTP/1.1 and never tried as HTTP/2, which Python's servers take for garbage;
 * TLS takes what the upstream offers. An HTTP/1.1 connection carries one request at a time, is used again afterwards,
 * and is given up before common servers (uvicorn: 5 s) give it up, so that no request is written into its end.
 */
final class UpstreamClient {
    private static final Duration IDLE = Duration.ofSeconds(4);
    private static final long LARGEST_ANSWER_BYTES = 64L << 20;

    private final WebClient client;

    UpstreamClient(ClientFactory factory, URI uri, Optional<String> apiKey) {
        var builder = WebClient.builder(base(uri))
                .factory(factory)
                .responseTimeoutMillis(0)
                .writeTimeoutMillis(30_000)
                .setHeader(HttpHeaderNames.USER_AGENT, "slipway");
        apiKey.ifPresent(key -> builder.setHeader(HttpHeaderNames.AUTHORIZATION, "Bearer " + key));
        this.client = builder.build();
    }

    /** Where connections come from, for all upstreams of one engine. */
    static ClientFactory factory(UpstreamConfig config) {
        ClientFactoryBuilder builder = ClientFactory.builder()
                .connectTimeout(config.timeouts().connect())
                .idleTimeout(IDLE)
                .maxNumEventLoopsPerEndpoint(4)
                .maxNumEventLoopsPerHttp1Endpoint(4);
        if (config.access().insecure()) {
            builder.tlsNoVerify();
        }
        config.access()
                .caFile()
                .ifPresent(file -> builder.tlsCustomizer(context -> context.trustManager(file.toFile())));
        return builder.build();
    }

    /** The URL to which the paths of calls are put, with the protocol by Armeria's name. */
    static String base(URI uri) {
        String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
        String path = uri.getRawPath() == null ? "" : uri.getRawPath().replaceAll("/+$", "");
        if (path.endsWith("/v1")) {
            path = path.substring(0, path.length() - "/v1".length());
        }
        return (scheme.equals("http") ? "h1c" : scheme) + "://" + uri.getRawAuthority() + path;
    }

    /** An answer in pieces, as long as it takes: the caller keeps time. */
    HttpResponse stream(String path, Map<String, String> headers, byte[] json) {
        RequestHeadersBuilder with = RequestHeaders.builder(HttpMethod.POST, path)
                .contentType(MediaType.JSON_UTF_8)
                .set(HttpHeaderNames.ACCEPT, "text/event-stream, application/json");
        headers.forEach(with::set);
        return client.execute(
                HttpRequest.of(with.build(), HttpData.wrap(json)),
                RequestOptions.builder()
                        .exchangeType(ExchangeType.RESPONSE_STREAMING)
                        .maxResponseLength(0)
                        .build());
    }

    /** A whole answer. */
    HttpResponse call(
            HttpMethod method, String path, Map<String, String> headers, byte @Nullable [] json, Duration timeout) {
        RequestHeadersBuilder with =
                RequestHeaders.builder(method, path).set(HttpHeaderNames.ACCEPT, "application/json, */*;q=0.1");
        headers.forEach(with::set);
        if (json != null) {
            with.contentType(MediaType.JSON_UTF_8);
        }
        RequestOptions options = RequestOptions.builder()
                .exchangeType(ExchangeType.UNARY)
                .responseTimeout(timeout)
                .maxResponseLength(LARGEST_ANSWER_BYTES)
                .build();
        return client.execute(
                json == null ? HttpRequest.of(with.build()) : HttpRequest.of(with.build(), HttpData.wrap(json)),
                options);
    }
}
