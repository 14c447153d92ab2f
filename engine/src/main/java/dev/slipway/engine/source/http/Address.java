package dev.slipway.engine.source.http;

import dev.slipway.engine.step.SourceException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;

/**
 * Where a request goes.
 *
 * @param uri without user information and fragment; safe to show when {@link #shown} is used
 * @param userInfo credentials that were written in the address, as {@code user:password}, decoded
 */
record Address(URI uri, Optional<String> userInfo) {
    static Address parse(String url) {
        try {
            URI full = new URI(url.replace(" ", "%20"));
            String scheme = full.getScheme() == null ? "" : full.getScheme().toLowerCase(Locale.ROOT);
            if (!scheme.equals("http") && !scheme.equals("https") || full.getHost() == null) {
                throw notAnAddress(url, "an http or https address with a host");
            }
            String raw = full.getRawPath() == null || full.getRawPath().isEmpty() ? "/" : full.getRawPath();
            String query = full.getRawQuery() == null ? "" : "?" + full.getRawQuery();
            String port = full.getPort() < 0 ? "" : ":" + full.getPort();
            return new Address(
                    new URI(scheme + "://" + full.getHost() + port + raw + query),
                    Optional.ofNullable(full.getUserInfo()));
        } catch (URISyntaxException e) {
            throw notAnAddress(url, e.getReason());
        }
    }

    private static SourceException notAnAddress(String url, String expected) {
        // The part before an "@" may be a password.
        String shown = url.replaceFirst("//[^/@]*@", "//***@");
        return new SourceException(
                SourceException.Code.NOT_FOUND, "cannot download \"" + shown + "\" (expected: " + expected + ")");
    }

    /** For messages and keys: no credentials, and no query, which may carry a signature. */
    String shown() {
        String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
        return uri.getScheme() + "://" + uri.getHost() + port + uri.getPath() + (uri.getQuery() == null ? "" : "?…");
    }

    Optional<String> basic() {
        return userInfo.map(
                info -> "Basic " + Base64.getEncoder().encodeToString(info.getBytes(StandardCharsets.UTF_8)));
    }

    /** The last segment of the path, decoded; empty when the path ends in a slash. */
    Optional<String> baseName() {
        String path = uri.getPath();
        while (path.endsWith("/")) {
            path = path.substring(0, path.length() - 1);
        }
        String name = path.substring(path.lastIndexOf('/') + 1);
        return FileName.usable(name) ? Optional.of(name) : Optional.empty();
    }

    boolean sameHost(Address other) {
        return uri.getHost().equalsIgnoreCase(other.uri.getHost()) && uri.getPort() == other.uri.getPort();
    }

    /** Where a redirect leads; keeps credentials only on the same host. */
    Address redirect(String location) {
        Address next = parse(uri.resolve(location.replace(" ", "%20")).toString());
        if (uri.getScheme().equals("https") && next.uri.getScheme().equals("http")) {
            throw new SourceException(
                    SourceException.Code.BAD_CONTENT,
                    "cannot download \"" + shown() + "\": it redirects to \"" + next.shown()
                            + "\" (expected: an https address)",
                    "name the http address in the Dockerfile when it is to be trusted");
        }
        return next.userInfo.isEmpty() && sameHost(next) ? new Address(next.uri, userInfo) : next;
    }
}
