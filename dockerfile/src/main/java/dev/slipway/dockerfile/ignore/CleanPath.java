package dev.slipway.dockerfile.ignore;

import java.util.ArrayDeque;
import java.util.Deque;

/** The shortest equal path, by Go's {@code path.Clean}: no empty names, no {@code .}, {@code ..} taken back. */
final class CleanPath {
    private CleanPath() {}

    static String of(String path) {
        boolean rooted = path.startsWith("/");
        Deque<String> names = new ArrayDeque<>();
        int start = 0;
        while (start <= path.length()) {
            int slash = path.indexOf('/', start);
            int end = slash < 0 ? path.length() : slash;
            add(names, path.substring(start, end), rooted);
            start = end + 1;
        }
        String joined = String.join("/", names);
        if (rooted) {
            return "/" + joined;
        }
        return joined.isEmpty() ? "." : joined;
    }

    private static void add(Deque<String> names, String name, boolean rooted) {
        if (name.isEmpty() || name.equals(".")) {
            return;
        }
        if (!name.equals("..")) {
            names.addLast(name);
        } else if (!names.isEmpty() && !names.getLast().equals("..")) {
            names.removeLast();
        } else if (!rooted) {
            names.addLast(name);
        }
    }
}
