package dev.slipway.engine.source.context;

import dev.slipway.engine.step.SourceException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * Reads single files of a context. Links are followed as if the context's root were {@code /}: an absolute target
 * starts there, and {@code ..} stops there, so nothing outside can be read.
 */
final class ConfinedFiles {
    private static final int MAX_LINKS = 40;

    private final Path root;
    private final int maxBytes;

    /** @param maxBytes of a file that is read */
    ConfinedFiles(Path root, int maxBytes) {
        this.root = root;
        this.maxBytes = maxBytes;
    }

    /** Empty when there is no such file. */
    Optional<byte[]> read(String path) {
        try {
            Path found = locate(path);
            if (!Files.exists(found, LinkOption.NOFOLLOW_LINKS)) {
                return Optional.empty();
            }
            if (!Files.isRegularFile(found, LinkOption.NOFOLLOW_LINKS)) {
                throw new SourceException(
                        SourceException.Code.BAD_CONTENT,
                        "cannot read \"" + path + "\" of the context: it is not a file (expected: a regular file)");
            }
            return Optional.of(bytes(found, path));
        } catch (IOException e) {
            throw SourceException.io("read \"" + path + "\" of the context", e);
        }
    }

    private byte[] bytes(Path file, String path) throws IOException {
        try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
            byte[] content = in.readNBytes(maxBytes + 1);
            if (content.length > maxBytes) {
                throw new SourceException(
                        SourceException.Code.BAD_CONTENT,
                        "cannot read \"" + path + "\" of the context: more than " + maxBytes
                                + " bytes (expected: at most " + maxBytes + ")");
            }
            return content;
        }
    }

    /** The place of a path below the root with all links resolved; the last part need not exist. */
    private Path locate(String path) throws IOException {
        Deque<String> left = new ArrayDeque<>();
        push(left, path);
        Path at = root;
        int links = 0;
        while (!left.isEmpty()) {
            String name = left.pop();
            if (name.equals("..")) {
                at = at.equals(root) ? root : at.getParent();
                continue;
            }
            Path next = at.resolve(name);
            if (!Files.isSymbolicLink(next)) {
                at = next;
                continue;
            }
            if (++links > MAX_LINKS) {
                throw new SourceException(
                        SourceException.Code.BAD_CONTENT,
                        "cannot read \"" + path + "\" of the context: more than " + MAX_LINKS
                                + " symbolic links on the way (expected: no loop)");
            }
            String target = Files.readSymbolicLink(next).toString();
            if (target.startsWith("/")) {
                at = root;
            }
            push(left, target);
        }
        return at;
    }

    private static void push(Deque<String> left, String path) {
        String[] names = path.split("/");
        for (int i = names.length - 1; i >= 0; i--) {
            if (!names[i].isEmpty() && !names[i].equals(".")) {
                left.push(names[i]);
            }
        }
    }
}
