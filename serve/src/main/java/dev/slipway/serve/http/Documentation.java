package dev.slipway.serve.http;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.server.HttpService;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** The page where people try calls, and the description of the endpoints that it is made from. */
final class Documentation {
    /** The page may talk to this server alone, and holds its own script and styles. */
    private static final String POLICY = "default-src 'none'; connect-src 'self'; script-src 'unsafe-inline'; style-src"
            + " 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private Documentation() {}

    static Map<Endpoint, HttpService> services() {
        return Map.of(
                endpoint("/docs"), resource("docs.html", MediaType.HTML_UTF_8),
                endpoint("/openapi.json"), resource("openapi.json", MediaType.JSON),
                endpoint("/"), (_, _) -> HttpResponse.ofRedirect(HttpStatus.TEMPORARY_REDIRECT, "/docs"));
    }

    private static Endpoint endpoint(String path) {
        return new Endpoint(path, Set.of(HttpMethod.GET), "Documentation", Endpoint.Body.NONE);
    }

    private static HttpService resource(String name, MediaType type) {
        byte[] content = read(name);
        ResponseHeaders headers = ResponseHeaders.builder(HttpStatus.OK)
                .contentType(type)
                .contentLength(content.length)
                .set(HttpHeaderNames.CONTENT_SECURITY_POLICY, POLICY)
                .set(HttpHeaderNames.CACHE_CONTROL, "no-cache")
                .set(HttpHeaderNames.X_CONTENT_TYPE_OPTIONS, "nosniff")
                .build();
        return (_, _) -> HttpResponse.of(headers, HttpData.wrap(content));
    }

    private static byte[] read(String name) {
        try (InputStream in = Objects.requireNonNull(Documentation.class.getResourceAsStream(name))) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
