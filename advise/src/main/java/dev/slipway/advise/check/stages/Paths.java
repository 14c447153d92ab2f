package dev.slipway.advise.check.stages;

import java.util.ArrayDeque;
import java.util.Deque;

/** Paths in images and contexts, as text. */
public final class Paths {
    private Paths() {}

    /** {@code path} seen from {@code directory}, absolute and clean. */
    public static String resolve(String directory, String path) {
        return "/" + clean(path.startsWith("/") ? path : directory + "/" + path);
    }

    /** Without {@code .}, {@code ..} and slashes at the ends; empty for the root. */
    public static String clean(String path) {
        if (isClean(path)) {
            return path;
        }
        Deque<String> parts = new ArrayDeque<>();
        for (String part : path.split("/", -1)) {
            switch (part) {
                case "", "." -> {}
                case ".." -> parts.pollLast();
                default -> parts.addLast(part);
            }
        }
        return String.join("/", parts);
    }

    /** Whether there is nothing to take out of it; some clean paths with a dot before a name are not known as such. */
    private static boolean isClean(String path) {
        return !path.startsWith("/")
                && !path.endsWith("/")
                && !path.contains("//")
                && !path.startsWith(".")
                && !path.contains("/.");
    }

    public static String base(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }
}
