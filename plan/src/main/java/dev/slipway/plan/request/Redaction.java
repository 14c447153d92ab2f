package dev.slipway.plan.request;

import java.util.regex.Pattern;

/** Keeps credentials out of messages and records. */
public final class Redaction {
    private static final Pattern SECRET = Pattern.compile(
            "(?:_|^)(?:apikey|auth|credentials?|key|password|pword|passwd|secret|token)(?:_|$)",
            Pattern.CASE_INSENSITIVE);
    private static final Pattern NO_SECRET =
            Pattern.compile("(?:_|^)(?:public|file|version)(?:_|$)", Pattern.CASE_INSENSITIVE);

    private Redaction() {}

    /** Whether a variable of this name holds a secret, as BuildKit's check SecretsUsedInArgOrEnv has it. */
    public static boolean isSecretName(String name) {
        return SECRET.matcher(name).find() && !NO_SECRET.matcher(name).find();
    }

    /** {@code https://user:secret@host/x} becomes {@code https://xxxxx@host/x}; other texts stay. */
    public static String address(String text) {
        int scheme = text.indexOf("://");
        if (scheme < 0) {
            return text;
        }
        int start = scheme + 3;
        int slash = text.indexOf('/', start);
        int at = text.lastIndexOf('@', slash < 0 ? text.length() : slash);
        return at < start ? text : text.substring(0, start) + "xxxxx" + text.substring(at);
    }
}
