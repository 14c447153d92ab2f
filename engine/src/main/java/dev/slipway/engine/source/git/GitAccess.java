package dev.slipway.engine.source.git;

import dev.slipway.engine.source.http.ProxyRules;
import dev.slipway.engine.source.http.SecretValues;
import dev.slipway.plan.request.BuildRequest.SshSource;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.eclipse.jgit.transport.CredentialItem;
import org.eclipse.jgit.transport.CredentialsProvider;
import org.eclipse.jgit.transport.SshTransport;
import org.eclipse.jgit.transport.Transport;
import org.eclipse.jgit.transport.TransportHttp;
import org.eclipse.jgit.transport.URIish;

/**
 * Credentials for repositories, as BuildKit documents them: the secrets {@code GIT_AUTH_HEADER.<host>} and
 * {@code GIT_AUTH_TOKEN.<host>}, then {@code GIT_AUTH_HEADER} and {@code GIT_AUTH_TOKEN}; for SSH addresses
 * {@code --ssh default}.
 */
final class GitAccess {
    private static final int TIMEOUT_SECONDS = 120;
    private static final String TOKEN_USER = "x-access-token";

    private final SecretValues secrets;
    private final ProxiedConnections connections;
    private final SshProgram ssh;

    GitAccess(
            SecretValues secrets,
            Map<String, SshSource> agents,
            ProxyRules proxies,
            Function<String, Optional<String>> environment) {
        this.secrets = secrets;
        this.connections = new ProxiedConnections(proxies);
        this.ssh = new SshProgram(agents, environment);
    }

    void configure(Transport transport, GitRemote remote) {
        transport.setTimeout(TIMEOUT_SECONDS);
        transport.setCheckFetchedObjects(true);
        if (transport instanceof SshTransport overSsh) {
            overSsh.setSshSessionFactory(ssh);
        }
        if (transport instanceof TransportHttp http) {
            http.setHttpConnectionFactory(connections);
            authorize(http, remote.uri().getHost());
        }
    }

    private void authorize(TransportHttp http, String host) {
        // A token goes only where a 401 of its own host asks for it; a header cannot be told apart by JGit.
        http.setCredentialsProvider(CredentialsProvider.getDefault());
        for (String suffix : new String[] {"." + host, ""}) {
            Optional<String> header = secrets.find("GIT_AUTH_HEADER" + suffix);
            if (header.isPresent()) {
                http.setAdditionalHeaders(Map.of("Authorization", header.get()));
                return;
            }
            Optional<String> token = secrets.find("GIT_AUTH_TOKEN" + suffix);
            if (token.isPresent()) {
                http.setCredentialsProvider(new HostToken(host, token.get()));
                return;
            }
        }
    }

    /** Gives the token to one host only, also after redirects. */
    private static final class HostToken extends CredentialsProvider {
        private final String host;
        private final String token;

        HostToken(String host, String token) {
            this.host = host;
            this.token = token;
        }

        @Override
        public boolean isInteractive() {
            return false;
        }

        @Override
        public boolean supports(CredentialItem... items) {
            return java.util.Arrays.stream(items)
                    .allMatch(
                            item -> item instanceof CredentialItem.Username || item instanceof CredentialItem.Password);
        }

        @Override
        public boolean get(URIish uri, CredentialItem... items) {
            if (!host.equalsIgnoreCase(uri.getHost()) || !supports(items)) {
                return false;
            }
            for (CredentialItem item : items) {
                if (item instanceof CredentialItem.Username user) {
                    user.setValue(TOKEN_USER);
                } else if (item instanceof CredentialItem.Password password) {
                    password.setValue(token.toCharArray());
                }
            }
            return true;
        }
    }
}
