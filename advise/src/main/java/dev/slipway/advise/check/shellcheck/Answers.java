package dev.slipway.advise.check.shellcheck;

import dev.slipway.image.Digest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What ShellCheck said of the scripts of one Dockerfile, kept in one file, so that a script is given to it again only
 * when the script, how it is asked, or the program changed. A file that cannot be read says nothing, one that cannot be
 * written is done without.
 *
 * <p>The file: {@code slipway-shellcheck 1}, then per script {@code = KEY} and a line for each comment.
 */
final class Answers {
    private static final String HEAD = "slipway-shellcheck 1";
    private static final long MAX_BYTES = 16L << 20;
    /** Those that have not changed for longest go. */
    private static final int MAX_FILES = 200;

    private final Optional<Path> file;
    private final String asked;
    private final Map<String, List<Comment>> known;

    private Answers(Optional<Path> file, String asked, Map<String, List<Comment>> known) {
        this.file = file;
        this.asked = asked;
        this.known = known;
    }

    /**
     * @param directory where files are kept; nothing is when it is empty
     * @param dockerfile its name
     * @param asked all that, with a script, decides what the program says
     */
    static Answers of(Optional<Path> directory, Path program, String dockerfile, String asked) {
        try {
            Optional<Path> file = directory.map(in -> in.resolve(
                    digest(Path.of(dockerfile).toAbsolutePath().normalize().toString())));
            return new Answers(file, identity(program) + "\n" + asked, file.isPresent() ? read(file.get()) : Map.of());
        } catch (IOException e) {
            return new Answers(Optional.empty(), asked, Map.of());
        }
    }

    /** Its bytes are not read at each check: another program has another place, size or time. */
    private static String identity(Path program) throws IOException {
        Path real = program.toRealPath();
        BasicFileAttributes attributes = Files.readAttributes(real, BasicFileAttributes.class);
        return real + " " + attributes.size() + " " + attributes.lastModifiedTime() + " " + attributes.fileKey();
    }

    private static String digest(String text) {
        return Digest.of(text.getBytes(StandardCharsets.UTF_8)).hex();
    }

    String key(RunScript script) {
        return digest(asked + "\n" + script.dialect() + "\n" + script.text());
    }

    Optional<List<Comment>> of(String key) {
        return Optional.ofNullable(known.get(key));
    }

    private static Map<String, List<Comment>> read(Path file) throws IOException {
        if (!Files.isRegularFile(file) || Files.size(file) > MAX_BYTES) {
            return Map.of();
        }
        List<String> lines = new String(Files.readAllBytes(file), StandardCharsets.UTF_8)
                .lines()
                .toList();
        if (lines.isEmpty() || !lines.getFirst().equals(HEAD)) {
            return Map.of();
        }
        Map<String, List<Comment>> known = new HashMap<>();
        List<Comment> current = new ArrayList<>();
        for (String line : lines.subList(1, lines.size())) {
            if (line.startsWith("= ")) {
                current = new ArrayList<>();
                known.put(line.substring(2), current);
            } else {
                Optional<Comment> comment = Comment.decoded(line);
                if (comment.isEmpty()) {
                    return Map.of();
                }
                current.add(comment.get());
            }
        }
        return known;
    }

    /** Replaces what was known. Another process's check of the same Dockerfile may do so too; the last one stays. */
    void keep(Map<String, List<Comment>> answers) {
        if (file.isEmpty() || answers.equals(known)) {
            return;
        }
        StringBuilder text = new StringBuilder(HEAD).append('\n');
        answers.forEach((key, comments) -> {
            text.append("= ").append(key).append('\n');
            comments.forEach(comment -> text.append(comment.encoded()).append('\n'));
        });
        try {
            Path directory = Files.createDirectories(file.get().toAbsolutePath().getParent());
            Path part = Files.createTempFile(directory, ".new", "");
            try {
                Files.write(part, text.toString().getBytes(StandardCharsets.UTF_8));
                Files.move(part, file.get(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(part);
            }
            forgetOldest(directory);
        } catch (IOException e) {
            // The next check asks the program again.
        }
    }

    private static void forgetOldest(Path directory) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.list(directory)) {
            files = all.toList();
        }
        if (files.size() > MAX_FILES) {
            Map<Path, FileTime> times = new HashMap<>();
            for (Path one : files) {
                times.put(one, Files.getLastModifiedTime(one));
            }
            List<Path> oldestFirst =
                    files.stream().sorted(Comparator.comparing(times::get)).toList();
            for (Path one : oldestFirst.subList(0, files.size() - MAX_FILES)) {
                Files.deleteIfExists(one);
            }
        }
    }
}
