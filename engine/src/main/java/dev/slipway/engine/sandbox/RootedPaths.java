package dev.slipway.engine.sandbox;

import dev.slipway.image.ImagePath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Paths inside a directory that is to become a root: links are followed as if it were the root already, so that no
 * absolute link and no {@code ..} leads out of it. For trees in which nothing runs yet.
 */
final class RootedPaths {
    private static final int MOST_LINKS = 255;

    private final Path root;

    RootedPaths(Path root) {
        this.root = root;
    }

    /** Where the path leads after all links, the last one included; parts that do not exist are kept as they are. */
    ImagePath resolve(ImagePath path) throws IOException {
        Deque<String> open = new ArrayDeque<>(path.segments());
        ImagePath at = ImagePath.ROOT;
        int links = 0;
        while (!open.isEmpty()) {
            String segment = open.pop();
            if (segment.isEmpty() || segment.equals(".")) {
                continue;
            }
            if (segment.equals("..")) {
                at = at.parent();
                continue;
            }
            ImagePath next = at.resolve(segment);
            Path real = real(next);
            if (!Files.isSymbolicLink(real)) {
                at = next;
                continue;
            }
            if (++links > MOST_LINKS) {
                throw new IOException(path + ": more than " + MOST_LINKS + " symbolic links");
            }
            String target = Files.readSymbolicLink(real).toString();
            String[] parts = target.split("/", -1);
            for (int i = parts.length - 1; i >= 0; i--) {
                open.push(parts[i]);
            }
            at = target.startsWith("/") ? ImagePath.ROOT : at;
        }
        return at;
    }

    /** The path below the root directory, taken as it is. */
    Path real(ImagePath path) {
        return path.isRoot() ? root : root.resolve(path.relative());
    }

    boolean exists(ImagePath path) {
        return Files.exists(real(path), LinkOption.NOFOLLOW_LINKS);
    }

    boolean isDirectory(ImagePath path) {
        return Files.isDirectory(real(path), LinkOption.NOFOLLOW_LINKS);
    }
}
