package dev.slipway.image;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * An absolute, clean path inside an image: starts with {@code /}, no {@code .}, {@code ..} or empty segments.
 *
 * <p>File names of Linux are bytes. A name that is not UTF-8 is kept by mapping each undecodable byte {@code 0xNN} to
 * the lone surrogate {@code U+DCNN} ({@link FileNames}), so that every name survives a round trip.
 */
public final class ImagePath implements Comparable<ImagePath> {
    public static final ImagePath ROOT = new ImagePath("/");

    private final String value;

    /** @param value {@code /} or {@code /a/b}; throws IllegalArgumentException when it is not clean */
    public ImagePath(String value) {
        this(value, isClean(value));
    }

    private ImagePath(String value, boolean clean) {
        if (!clean) {
            throw new IllegalArgumentException(
                    "path: \"" + value + "\" (expected: absolute and clean, such as \"/a/b\")");
        }
        this.value = value;
    }

    /** {@code /} or {@code /a/b}. */
    public String value() {
        return value;
    }

    /** Cleans any text into a path below the root; {@code ..} stops at the root. */
    public static ImagePath of(String text) {
        return new ImagePath(clean(text), true);
    }

    /** This path followed by another, which may be relative and is confined to this one. */
    public ImagePath resolve(String relative) {
        String tail = clean("/" + relative);
        return isRoot() ? new ImagePath(tail, true) : tail.equals("/") ? this : new ImagePath(value + tail, true);
    }

    /** An entry of this directory, by its name as a listing gives it: one segment, not looked at any further. */
    public ImagePath child(String name) {
        if (name.isEmpty() || name.equals(".") || name.equals("..") || name.indexOf('/') >= 0) {
            throw new IllegalArgumentException("name: \"" + name + "\" (expected: one of a directory's entries)");
        }
        return new ImagePath(isRoot() ? "/" + name : value + "/" + name, true);
    }

    /** As a shell would: an absolute text replaces this path, a relative one follows it, {@code ..} goes up. */
    public ImagePath cd(String text) {
        return text.startsWith("/") ? of(text) : of(value + "/" + text);
    }

    public boolean isRoot() {
        return value.equals("/");
    }

    /** The parent; the root is its own. */
    public ImagePath parent() {
        int slash = value.lastIndexOf('/');
        return slash <= 0 ? ROOT : new ImagePath(value.substring(0, slash), true);
    }

    /** The last segment; empty for the root. */
    public String name() {
        return value.substring(value.lastIndexOf('/') + 1);
    }

    /** The segments below the root. */
    public List<String> segments() {
        return isRoot() ? List.of() : List.of(value.substring(1).split("/"));
    }

    /** Whether this is {@code ancestor} or below it. */
    public boolean isWithin(ImagePath ancestor) {
        return ancestor.isRoot() || value.equals(ancestor.value) || value.startsWith(ancestor.value + "/");
    }

    /** Without the leading slash: {@code a/b}, and the empty string for the root. */
    public String relative() {
        return value.substring(1);
    }

    @Override
    public int compareTo(ImagePath other) {
        return value.compareTo(other.value);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ImagePath that && value.equals(that.value);
    }

    @Override
    public int hashCode() {
        return value.hashCode();
    }

    @Override
    public String toString() {
        return value;
    }

    /** Most texts are clean, and a walk of a large tree asks for every name. */
    private static boolean isClean(String text) {
        if (text.isEmpty() || text.charAt(0) != '/') {
            return false;
        }
        int start = 1;
        for (int i = 1; i <= text.length(); i++) {
            if (i == text.length() || text.charAt(i) == '/') {
                if (isSkipped(text, start, i)) {
                    return text.length() == 1;
                }
                start = i + 1;
            }
        }
        return true;
    }

    /** Whether the segment is empty, {@code .} or {@code ..}. */
    private static boolean isSkipped(String text, int start, int end) {
        int length = end - start;
        return length == 0 || (length <= 2 && text.charAt(start) == '.' && text.charAt(end - 1) == '.');
    }

    private static String clean(String text) {
        if (isClean(text)) {
            return text;
        }
        Deque<String> kept = new ArrayDeque<>();
        for (String segment : text.split("/")) {
            switch (segment) {
                case "", "." -> {}
                case ".." -> kept.pollLast();
                default -> kept.addLast(segment);
            }
        }
        return "/" + String.join("/", kept);
    }
}
