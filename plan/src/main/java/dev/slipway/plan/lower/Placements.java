package dev.slipway.plan.lower;

import dev.slipway.dockerfile.Word;
import dev.slipway.plan.graph.FileAction.ModeChange;
import dev.slipway.plan.graph.FileAction.Owner;
import java.util.Optional;

/** {@code --chown} and {@code --chmod}. */
final class Placements {
    private static final int MAX_MODE = 07777;

    private Placements() {}

    /** {@code user[:group]}. */
    static Owner owner(String text, Word word, Faults faults) {
        int colon = text.indexOf(':');
        String user = colon < 0 ? text : text.substring(0, colon);
        String group = colon < 0 ? "" : text.substring(colon + 1);
        if (user.isEmpty() || group.indexOf(':') >= 0 || colon >= 0 && group.isEmpty()) {
            throw faults.refuse(word.span(), "cannot read --chown: \"" + text + "\"", "user, or user:group");
        }
        return new Owner(user, colon < 0 ? Optional.empty() : Optional.of(group));
    }

    /** The owner that USER means for what WORKDIR makes. */
    static Optional<Owner> ofUser(String user) {
        if (user.isEmpty()) {
            return Optional.empty();
        }
        int colon = user.indexOf(':');
        return Optional.of(
                colon < 0
                        ? new Owner(user, Optional.empty())
                        : new Owner(
                                user.substring(0, colon),
                                Optional.of(user.substring(colon + 1)).filter(group -> !group.isEmpty())));
    }

    /** Octal digits, or {@code u=rwX,go=rX}. */
    static ModeChange mode(String text, Word word, Faults faults) {
        Optional<Integer> bits = octal(text);
        if (bits.isPresent()) {
            return new ModeChange.Octal(bits.get());
        }
        if (isSymbolic(text)) {
            return new ModeChange.Symbolic(text);
        }
        throw faults.refuse(
                word.span(),
                "cannot read --chmod: \"" + text + "\"",
                "octal from 0 to 7777, or symbolic such as u=rwX,go=rX");
    }

    /** Octal permission bits; empty when it is not a number up to 7777. */
    static Optional<Integer> octal(String text) {
        boolean digits = !text.isEmpty() && text.length() < 10 && text.chars().allMatch(c -> c >= '0' && c <= '7');
        return digits ? Optional.of(Integer.parseInt(text, 8)).filter(bits -> bits <= MAX_MODE) : Optional.empty();
    }

    /** {@code [ugoa]*([-+=]([rwxXst]*|[ugo]))+}, separated by commas (chmod(1)). */
    static boolean isSymbolic(String text) {
        for (String clause : text.split(",", -1)) {
            int i = 0;
            while (i < clause.length() && "ugoa".indexOf(clause.charAt(i)) >= 0) {
                i++;
            }
            if (i == clause.length()) {
                return false;
            }
            while (i < clause.length()) {
                if ("-+=".indexOf(clause.charAt(i)) < 0) {
                    return false;
                }
                i = permissions(clause, i + 1);
            }
        }
        return true;
    }

    private static int permissions(String clause, int from) {
        if (from < clause.length() && "ugo".indexOf(clause.charAt(from)) >= 0) {
            return from + 1;
        }
        int i = from;
        while (i < clause.length() && "rwxXst".indexOf(clause.charAt(i)) >= 0) {
            i++;
        }
        return i;
    }
}
