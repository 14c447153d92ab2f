package dev.slipway.engine.linux;

import dev.slipway.image.FileNames;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where a call acts: a path of this machine, or a name in an open directory.
 *
 * @param base null for the working directory, which matters only when the name is relative
 * @param name {@link FileNames} encoding; empty for {@code base} itself
 */
public record Place(@Nullable OpenFile base, String name) {
    private static final int AT_FDCWD = -100;

    /** A path in {@link FileNames} encoding. */
    public static Place of(String path) {
        return new Place(null, path);
    }

    public static Place of(Path path) {
        return new Place(null, bytesOf(path));
    }

    /** @param name one segment, or a relative path; its links are followed by the kernel except the last */
    public static Place in(OpenFile directory, String name) {
        return new Place(directory, name);
    }

    int directory() {
        return base == null ? AT_FDCWD : base.number();
    }

    /** For messages. */
    String shown() {
        return base == null ? name : name.isEmpty() ? base.shown() : base.shown() + "/" + name;
    }

    /** One path, for calls that take no directory. The descriptor's link leads to the directory itself. */
    String path() {
        return base == null ? name : "/proc/self/fd/" + base.number() + (name.isEmpty() ? "" : "/" + name);
    }

    @Override
    public String toString() {
        return shown();
    }

    /** Java may show bytes that its locale does not know as question marks; its URI has them all. */
    private static String bytesOf(Path path) {
        String text = path.toString();
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) > 0x7e) {
                return fromUri(path.toUri().getRawPath());
            }
        }
        return text;
    }

    private static String fromUri(String raw) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(raw.length());
        for (int i = 0; i < raw.length(); i++) {
            if (raw.charAt(i) == '%') {
                bytes.write(Integer.parseInt(raw.substring(i + 1, i + 3), 16));
                i += 2;
            } else {
                bytes.write(raw.charAt(i));
            }
        }
        String text = FileNames.decode(bytes.toByteArray());
        return text.length() > 1 && text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
    }
}
