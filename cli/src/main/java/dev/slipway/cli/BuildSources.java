package dev.slipway.cli;

import dev.slipway.plan.PlanException;
import dev.slipway.plan.request.BuildRequest.DockerfileLocation;
import dev.slipway.plan.request.ContextSpec;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/**
 * Finds the Dockerfile and the main context as {@code docker buildx build} does: {@code PATH}, a URL, or {@code -} for a
 * tar or a Dockerfile on standard input. Closing removes what was spooled.
 */
final class BuildSources implements AutoCloseable {
    private static final long LARGEST_DOCKERFILE = 16L << 20;
    private static final int TAR_MAGIC_OFFSET = 257;

    private final Path workingDirectory;
    private final InputStream standardInput;
    private Optional<Path> spooled = Optional.empty();

    BuildSources(Path workingDirectory, InputStream standardInput) {
        this.workingDirectory = workingDirectory;
        this.standardInput = standardInput;
    }

    record Located(DockerfileLocation dockerfile, Optional<ContextSpec> context) {}

    Located locate(String context, Optional<String> file) throws IOException {
        boolean fileOnInput = file.equals(Optional.of("-"));
        if (context.equals("-")) {
            if (fileOnInput) {
                throw PlanException.badValue("-f - together with the context -", "one of them on standard input");
            }
            return onStandardInput(file);
        }
        ContextSpec spec = ContextSpec.parse(context, workingDirectory);
        if (fileOnInput) {
            return new Located(text("-", standardInput, Optional.empty()), Optional.of(spec));
        }
        if (!(spec instanceof ContextSpec.Directory directory)) {
            return new Located(new DockerfileLocation.InContext(file.orElse("Dockerfile")), Optional.of(spec));
        }
        if (!Files.isDirectory(directory.path())) {
            throw PlanException.badValue(
                    "build context \"" + context + "\"", "a directory, a git or HTTP address, or -");
        }
        return new Located(local(directory.path(), file), Optional.of(spec));
    }

    private DockerfileLocation local(Path context, Optional<String> file) throws IOException {
        Path path = file.map(workingDirectory::resolve).orElse(context.resolve("Dockerfile"));
        if (file.isEmpty() && !Files.exists(path) && Files.exists(context.resolve("dockerfile"))) {
            path = context.resolve("dockerfile");
        }
        if (!Files.isRegularFile(path)) {
            String where = file.orElse(context.resolve("Dockerfile").toString());
            throw new PlanException(
                    PlanException.Code.NO_DOCKERFILE,
                    "cannot read Dockerfile \"" + where + "\" (expected: a file)",
                    Optional.of("name it with -f, relative to the working directory"));
        }
        Path ignore = path.resolveSibling(path.getFileName() + ".dockerignore");
        String name = file.orElse("Dockerfile");
        Optional<DockerfileLocation.IgnoreText> rules = Files.isRegularFile(ignore)
                ? Optional.of(new DockerfileLocation.IgnoreText(name + ".dockerignore", Files.readString(ignore)))
                : Optional.empty();
        try (InputStream in = Files.newInputStream(path)) {
            return text(name, in, rules);
        }
    }

    private static DockerfileLocation text(String name, InputStream in, Optional<DockerfileLocation.IgnoreText> ignore)
            throws IOException {
        byte[] bytes = in.readNBytes((int) LARGEST_DOCKERFILE + 1);
        if (bytes.length > LARGEST_DOCKERFILE) {
            throw PlanException.badValue("Dockerfile \"" + name + "\" of more than 16 MiB", "a Dockerfile");
        }
        return new DockerfileLocation.Text(name, new String(bytes, StandardCharsets.UTF_8), ignore);
    }

    private Located onStandardInput(Optional<String> file) throws IOException {
        byte[] head = standardInput.readNBytes(TAR_MAGIC_OFFSET + 5);
        InputStream all = new SequenceInputStream(new java.io.ByteArrayInputStream(head), standardInput);
        if (!isArchive(head)) {
            return new Located(text("-", all, Optional.empty()), Optional.empty());
        }
        Path archive = Files.createTempFile("slipway-context", ".tar");
        spooled = Optional.of(archive);
        Files.copy(all, archive, StandardCopyOption.REPLACE_EXISTING);
        return new Located(
                new DockerfileLocation.InContext(file.orElse("Dockerfile")),
                Optional.of(new ContextSpec.Archive(archive)));
    }

    private static boolean isArchive(byte[] head) {
        return starts(head, 0, 0x1F, 0x8B)
                || starts(head, 0, 'B', 'Z', 'h')
                || starts(head, 0, 0xFD, '7', 'z', 'X', 'Z')
                || starts(head, 0, 0x28, 0xB5, 0x2F, 0xFD)
                || starts(head, TAR_MAGIC_OFFSET, 'u', 's', 't', 'a', 'r');
    }

    private static boolean starts(byte[] head, int at, int... magic) {
        if (head.length < at + magic.length) {
            return false;
        }
        for (int i = 0; i < magic.length; i++) {
            if ((head[at + i] & 0xFF) != magic[i]) {
                return false;
            }
        }
        return true;
    }

    @Override
    public void close() throws IOException {
        if (spooled.isPresent()) {
            Files.deleteIfExists(spooled.get());
        }
    }
}
