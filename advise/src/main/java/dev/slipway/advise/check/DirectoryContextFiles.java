package dev.slipway.advise.check;

import dev.slipway.dockerfile.SourceText;
import dev.slipway.dockerfile.ignore.IgnoreRules;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A directory as a build context. Symbolic links are entries and never followed, neither listing nor reading. What lies
 * in an ignored directory is not listed but for the directory's own first files, and neither is what comes after
 * {@value #MAX_FILES} files.
 */
public final class DirectoryContextFiles implements ContextFiles {
    static final int MAX_FILES = 50_000;
    private static final int MAX_IGNORED_FILES = 5_000;
    private static final int MAX_TEXT_BYTES = 1 << 20;

    private final Path root;
    private final IgnoreRules rules;
    private final List<Entry> files;

    private DirectoryContextFiles(Path root, IgnoreRules rules, List<Entry> files) {
        this.root = root;
        this.rules = rules;
        this.files = List.copyOf(files);
    }

    /**
     * Lists a directory.
     *
     * @param dockerfile its Dockerfile, whose own ignore file comes before {@code .dockerignore}; empty for one that is
     *     no file
     * @throws dev.slipway.dockerfile.DockerfileException when the ignore file cannot be read
     */
    public static DirectoryContextFiles list(Path root, Optional<Path> dockerfile) throws IOException {
        IgnoreRules rules = rules(root, dockerfile);
        List<Entry> files = new ArrayList<>();
        Files.walkFileTree(root, new Lister(root, rules, files));
        files.sort(Comparator.comparing(Entry::path));
        return new DirectoryContextFiles(root, rules, files);
    }

    private static IgnoreRules rules(Path root, Optional<Path> dockerfile) throws IOException {
        Optional<Path> own = dockerfile
                .map(file -> file.resolveSibling(file.getFileName() + ".dockerignore"))
                .filter(Files::isRegularFile);
        Path file = own.orElse(root.resolve(".dockerignore"));
        Optional<String> text = Files.isRegularFile(file) ? read(file) : Optional.empty();
        return text.isEmpty() ? IgnoreRules.NONE : IgnoreRules.parse(new SourceText(file.toString(), text.get()));
    }

    private static final class Lister extends SimpleFileVisitor<Path> {
        private final Path root;
        private final IgnoreRules rules;
        private final List<Entry> files;
        private int ignored;

        Lister(Path root, IgnoreRules rules, List<Entry> files) {
            this.root = root;
            this.rules = rules;
            this.files = files;
        }

        @Override
        public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
            boolean full = ignored >= MAX_IGNORED_FILES && rules.canSkipDirectory(name(directory));
            return full ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            String name = name(file);
            boolean left = rules.excluded(name);
            ignored += left ? 1 : 0;
            if (!left || ignored <= MAX_IGNORED_FILES) {
                files.add(new Entry(name, attributes.size(), left));
            }
            return files.size() < MAX_FILES ? FileVisitResult.CONTINUE : FileVisitResult.TERMINATE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException problem) {
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException problem) {
            return FileVisitResult.CONTINUE;
        }

        private String name(Path file) {
            return root.relativize(file).toString();
        }
    }

    @Override
    public List<Entry> files() {
        return files;
    }

    @Override
    public IgnoreRules ignoreRules() {
        return rules;
    }

    @Override
    public Optional<String> text(String path) {
        Path file = root.resolve(path).normalize();
        if (!file.startsWith(root.normalize()) || hasLink(file)) {
            return Optional.empty();
        }
        try {
            return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) ? read(file) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private boolean hasLink(Path file) {
        for (Path at = file; at != null && !at.equals(root.normalize()); at = at.getParent()) {
            if (Files.isSymbolicLink(at)) {
                return true;
            }
        }
        return false;
    }

    private static Optional<String> read(Path file) throws IOException {
        byte[] bytes;
        try (var in = Files.newInputStream(file)) {
            bytes = in.readNBytes(MAX_TEXT_BYTES + 1);
        }
        if (bytes.length > MAX_TEXT_BYTES) {
            return Optional.empty();
        }
        try {
            return Optional.of(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString());
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }
}
