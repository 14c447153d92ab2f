package dev.slipway.engine.source.git;

import dev.slipway.engine.step.SourceException;
import java.net.URISyntaxException;
import java.util.Locale;
import org.eclipse.jgit.transport.URIish;

/**
 * The address of a repository, of a kind that is safe to open.
 *
 * @param written as the user wrote it
 */
record GitRemote(String written, URIish uri, Kind kind) {
    /** How it is spoken to. */
    enum Kind {
        HTTP,
        SSH,
        /** Git's own protocol, without encryption. */
        GIT,
        /** A repository of this machine: only what the command line names, never what a Dockerfile does. */
        LOCAL
    }

    static GitRemote parse(String remote) {
        try {
            URIish uri = new URIish(remote);
            Kind kind = kind(uri);
            boolean optionLike = uri.getHost() != null && uri.getHost().startsWith("-");
            if (kind != null && !optionLike) {
                return new GitRemote(remote, uri, kind);
            }
        } catch (URISyntaxException e) {
            // Told below: the reason that JGit gives repeats the address with its password.
        }
        throw new SourceException(
                SourceException.Code.UNSUPPORTED,
                "cannot use git repository \"" + redact(remote)
                        + "\" (expected: an https, http, ssh or git address, or user@host:path)");
    }

    private static @org.jspecify.annotations.Nullable Kind kind(URIish uri) {
        if (uri.getScheme() == null) {
            return uri.getHost() == null ? Kind.LOCAL : Kind.SSH;
        }
        return switch (uri.getScheme().toLowerCase(Locale.ROOT)) {
            case "http", "https" -> Kind.HTTP;
            case "ssh", "git+ssh", "ssh+git" -> Kind.SSH;
            case "git" -> Kind.GIT;
            case "file" -> Kind.LOCAL;
            default -> null;
        };
    }

    /** For messages: without a password. */
    String shown() {
        return redact(written);
    }

    private static String redact(String remote) {
        return remote.replaceFirst("//[^/@]*@", "//***@");
    }

    /** Without user and password, for a {@code .git/config} that goes into an image. */
    String withoutCredentials() {
        return kind == Kind.HTTP ? uri.setUser(null).setPass(null).toString() : written;
    }
}
