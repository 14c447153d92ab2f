package dev.slipway.image.registry;

import java.util.ArrayList;
import java.util.List;

/**
 * What requests want to do with a repository, as token servers name it (Docker registry token authentication, Token
 * Scope): {@code repository:app:pull,push}.
 *
 * @param push whether they write
 * @param from the repository that a blob is mounted from; empty for none
 */
record Scope(Endpoint endpoint, boolean push, String from) {
    private static final String READ = ":pull";
    private static final String WRITE = ":pull,push";

    static Scope pull(Endpoint endpoint) {
        return new Scope(endpoint, false, "");
    }

    static Scope push(Endpoint endpoint) {
        return new Scope(endpoint, true, "");
    }

    Scope mounting(String repository) {
        return new Scope(endpoint, push, repository);
    }

    String registry() {
        return endpoint.registry();
    }

    /** What logins are kept by. */
    String key() {
        return registry() + " " + String.join(" ", own());
    }

    /**
     * The scopes to ask a token for. The registry's own words come first, since it may name repositories otherwise than
     * addresses do; but a challenge to a read says nothing of the writes that follow.
     */
    List<String> asked(Challenge challenge) {
        List<String> told = List.of(challenge.parameter("scope").trim().split(" +"));
        if (told.getFirst().isEmpty()) {
            return own();
        }
        boolean enough = !push || told.stream().anyMatch(scope -> scope.endsWith("push") || scope.endsWith("*"));
        return enough ? told : told.stream().map(Scope::written).toList();
    }

    private static String written(String scope) {
        return scope.endsWith(READ) ? scope.substring(0, scope.length() - READ.length()) + WRITE : scope;
    }

    private List<String> own() {
        List<String> all = new ArrayList<>(List.of("repository:" + endpoint.repository() + (push ? WRITE : READ)));
        if (!from.isEmpty()) {
            all.add("repository:" + from + READ);
        }
        return all;
    }
}
