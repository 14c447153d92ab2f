package dev.slipway.plan.lower;

import java.util.ArrayDeque;
import java.util.Deque;

/** Paths as texts, where being relative or ending in a slash means something. */
final class Paths {
    private Paths() {}

    /** Shortest equal path, relative where it was; empty becomes {@code .}. */
    static String clean(String path) {
        boolean absolute = path.startsWith("/");
        Deque<String> kept = new ArrayDeque<>();
        for (String segment : path.split("/")) {
            boolean up = segment.equals("..");
            if (segment.isEmpty() || segment.equals(".")) {
                continue;
            }
            if (!up) {
                kept.addLast(segment);
            } else if (!kept.isEmpty() && !kept.getLast().equals("..")) {
                kept.removeLast();
            } else if (!absolute) {
                kept.addLast(segment);
            }
        }
        String joined = String.join("/", kept);
        return absolute ? "/" + joined : joined.isEmpty() ? "." : joined;
    }

    /** Whether COPY takes the destination for a directory whatever is there. */
    static boolean namesDirectory(String destination) {
        return destination.isEmpty()
                || destination.equals(".")
                || destination.endsWith("/")
                || destination.endsWith("/.");
    }

    /** Whether the pattern has a wildcard that is not escaped. */
    static boolean hasWildcard(String pattern) {
        for (int i = 0; i < pattern.length(); i++) {
            switch (pattern.charAt(i)) {
                case '*', '?', '[' -> {
                    return true;
                }
                case '\\' -> i++;
                default -> {}
            }
        }
        return false;
    }
}
