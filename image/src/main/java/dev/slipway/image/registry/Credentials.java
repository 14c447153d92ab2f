package dev.slipway.image.registry;

import java.io.IOException;
import java.util.Optional;

/** Where logins come from. Asked at most once a registry and client, and only when the registry demands a login. */
public interface Credentials {
    /** No login anywhere. */
    Credentials ANONYMOUS = registry -> Optional.empty();

    /**
     * @param registry as in image references: {@code docker.io}, {@code localhost:5000}
     * @return empty when there is no login for it; the request is then tried anonymously
     */
    Optional<Login> find(String registry) throws IOException;

    /** A login. Its text shows no secret. */
    sealed interface Login {
        record Password(String user, String password) implements Login {
            @Override
            public String toString() {
                return "Password[user=" + user + "]";
            }
        }

        /** A refresh token (OAuth 2) that a credential helper keeps instead of a password. */
        record IdentityToken(String token) implements Login {
            @Override
            public String toString() {
                return "IdentityToken[]";
            }
        }

        /** A token to be sent to the registry itself. */
        record RegistryToken(String token) implements Login {
            @Override
            public String toString() {
                return "RegistryToken[]";
            }
        }
    }
}
