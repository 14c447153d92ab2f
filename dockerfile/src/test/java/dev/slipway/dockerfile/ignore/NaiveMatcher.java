package dev.slipway.dockerfile.ignore;

import java.util.ArrayList;
import java.util.List;

/** The meaning of ignore files written down as plainly as possible: recursion over texts, rule by rule. */
final class NaiveMatcher {
    private NaiveMatcher() {}

    /** Whether a cleaned pattern matches a whole path. */
    static boolean matches(String pattern, String path) {
        boolean simpleSuffix = pattern.startsWith("**")
                && pattern.length() > 2
                && pattern.charAt(2) != '/'
                && pattern.substring(2).chars().noneMatch(c -> "*?[]\\".indexOf(c) >= 0);
        return simpleSuffix ? path.endsWith(pattern.substring(2)) : match(pattern, path);
    }

    private static boolean match(String pattern, String path) {
        if (pattern.isEmpty()) {
            return path.isEmpty();
        }
        if (pattern.startsWith("**")) {
            String rest = pattern.substring(pattern.startsWith("**/") ? 3 : 2);
            return rest.isEmpty() || anyDepth(rest, path);
        }
        char c = pattern.charAt(0);
        if (c == '*') {
            return match(pattern.substring(1), path)
                    || (!path.isEmpty() && path.charAt(0) != '/' && match(pattern, path.substring(1)));
        }
        if (path.isEmpty()) {
            return false;
        }
        int end = c == '[' ? pattern.indexOf(']') + 1 : c == '\\' ? 2 : 1;
        return one(pattern.substring(0, end), path.charAt(0)) && match(pattern.substring(end), path.substring(1));
    }

    private static boolean anyDepth(String rest, String path) {
        if (match(rest, path)) {
            return true;
        }
        for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
            if (match(rest, path.substring(slash + 1))) {
                return true;
            }
        }
        return false;
    }

    private static boolean one(String element, char c) {
        return switch (element.charAt(0)) {
            case '?' -> c != '/';
            case '\\' -> element.charAt(1) == c;
            case '[' ->
                element.charAt(1) == '^' ? element.indexOf(c, 2) < 0 || c == ']' : element.indexOf(c) > 0 && c != ']';
            default -> element.charAt(0) == c;
        };
    }

    /** Whether the rules, each cleaned and with its {@code !}, exclude a path: walked down from the root. */
    static boolean excluded(List<String> rules, String path) {
        List<Boolean> matched = new ArrayList<>();
        rules.forEach(rule -> matched.add(false));
        boolean excluded = false;
        for (int slash = path.indexOf('/'); ; slash = path.indexOf('/', slash + 1)) {
            String step = slash < 0 ? path : path.substring(0, slash);
            excluded = false;
            for (int i = 0; i < rules.size(); i++) {
                boolean negative = rules.get(i).startsWith("!");
                String pattern = negative ? rules.get(i).substring(1) : rules.get(i);
                if (matched.get(i) || (negative == excluded && matches(pattern, step))) {
                    matched.set(i, true);
                    excluded = !negative;
                }
            }
            if (slash < 0) {
                return excluded;
            }
        }
    }
}
