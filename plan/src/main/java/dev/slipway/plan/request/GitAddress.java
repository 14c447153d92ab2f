package dev.slipway.plan.request;

import dev.slipway.image.ImagePath;
import dev.slipway.plan.PlanException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A git address taken apart: {@code remote[?query][#ref[:subdirectory]]}. */
record GitAddress(String text, String remote, String query, String fragment) {
    private static final List<String> TRANSPORTS = List.of("http", "https", "ssh", "git");

    /** Empty when the text is no git address. */
    static Optional<GitAddress> split(String text) {
        int hash = text.indexOf('#');
        String fragment = hash < 0 ? "" : text.substring(hash + 1);
        String rest = hash < 0 ? text : text.substring(0, hash);
        int mark = rest.indexOf('?');
        String query = mark < 0 ? "" : rest.substring(mark + 1);
        String remote = mark < 0 ? rest : rest.substring(0, mark);
        return isRemote(remote) ? Optional.of(new GitAddress(text, remote, query, fragment)) : Optional.empty();
    }

    private static boolean isRemote(String remote) {
        int scheme = remote.indexOf("://");
        if (scheme < 0) {
            return isScpLike(remote);
        }
        String name = remote.substring(0, scheme).toLowerCase(Locale.ROOT);
        if (!TRANSPORTS.contains(name)) {
            return false;
        }
        // Any other HTTP address is a file to download.
        return !name.startsWith("http") || remote.endsWith(".git");
    }

    /** {@code user@host:path}. */
    private static boolean isScpLike(String remote) {
        int at = remote.indexOf('@');
        int colon = remote.indexOf(':', at + 1);
        return at > 0
                && colon > at + 1
                && allOf(remote.substring(0, at), "-_")
                && allOf(remote.substring(at + 1, colon), "-.");
    }

    private static boolean allOf(String text, String others) {
        return text.chars().allMatch(c -> c < 128 && Character.isLetterOrDigit(c) || others.indexOf(c) >= 0);
    }

    GitLocation location() {
        Map<String, String> options = options();
        int colon = fragment.indexOf(':');
        Optional<String> ref = present(colon < 0 ? fragment : fragment.substring(0, colon));
        Optional<String> subdirectory = directory(colon < 0 ? "" : fragment.substring(colon + 1));
        ref = agreed("ref", ref, present(options.getOrDefault("ref", "")));
        ref = agreed("ref", ref, qualified("refs/tags/", options.get("tag")));
        ref = agreed("ref", ref, qualified("refs/heads/", options.get("branch")));
        subdirectory = agreed("subdir", subdirectory, directory(options.getOrDefault("subdir", "")));
        Optional<String> checksum = agreed(
                "checksum", present(options.getOrDefault("checksum", "")), present(options.getOrDefault("commit", "")));
        checksum.ifPresent(this::checkCommit);
        refuseUnsupported(options);
        return new GitLocation(
                remote,
                ref,
                subdirectory,
                checksum,
                flag(options, "submodules").orElse(true),
                flag(options, "keep-git-dir"));
    }

    private Map<String, String> options() {
        Map<String, String> options = new LinkedHashMap<>();
        for (String pair : query.isEmpty() ? new String[0] : query.split("&", -1)) {
            int equals = pair.indexOf('=');
            String key = decode(equals < 0 ? pair : pair.substring(0, equals));
            String value = decode(equals < 0 ? "" : pair.substring(equals + 1));
            switch (key) {
                case "ref", "tag", "branch", "subdir", "checksum", "commit", "mtime" -> {
                    if (value.isEmpty()) {
                        throw wrong("query \"" + key + "\" has no value");
                    }
                }
                case "keep-git-dir", "submodules", "fetch-by-commit" -> {}
                default -> throw wrong("query \"" + key + "\" is unknown");
            }
            if (options.put(key, value) != null) {
                throw wrong("query \"" + key + "\" is given twice");
            }
        }
        return options;
    }

    private String decode(String part) {
        try {
            return URLDecoder.decode(part, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw wrong("query \"" + part + "\" is not percent-encoded");
        }
    }

    private void refuseUnsupported(Map<String, String> options) {
        String times = options.getOrDefault("mtime", "checkout");
        if (!times.equals("checkout")) {
            throw wrong("mtime=\"" + times + "\" is not supported");
        }
        if (flag(options, "fetch-by-commit").orElse(false)) {
            throw wrong("fetch-by-commit is not supported");
        }
    }

    private Optional<Boolean> flag(Map<String, String> options, String key) {
        if (!options.containsKey(key)) {
            return Optional.empty();
        }
        String value = options.getOrDefault(key, "");
        return Optional.of(value.isEmpty()
                || Booleans.parse(value).orElseThrow(() -> wrong(key + "=\"" + value + "\" is not a boolean")));
    }

    private void checkCommit(String commit) {
        boolean hex = commit.chars().allMatch(c -> c >= '0' && c <= '9' || c >= 'a' && c <= 'f');
        if (!hex || commit.length() < 7 || commit.length() > 64) {
            throw wrong("checksum \"" + commit + "\" is not a commit");
        }
    }

    private Optional<String> agreed(String what, Optional<String> first, Optional<String> second) {
        if (first.isPresent() && second.isPresent() && !first.equals(second)) {
            throw wrong(what + " is given as \"" + first.get() + "\" and \"" + second.get() + "\"");
        }
        return first.or(() -> second);
    }

    private static Optional<String> qualified(String prefix, @Nullable String name) {
        return name == null ? Optional.empty() : Optional.of(name.startsWith(prefix) ? name : prefix + name);
    }

    private static Optional<String> directory(String text) {
        return present(ImagePath.of(text).relative());
    }

    private static Optional<String> present(String text) {
        return text.isEmpty() ? Optional.empty() : Optional.of(text);
    }

    private PlanException wrong(String what) {
        return PlanException.badValue(
                "git address \"" + Redaction.address(text) + "\": " + what,
                "remote[?ref=…&subdir=…&checksum=…&keep-git-dir=…&submodules=…] or remote#ref:subdirectory");
    }
}
