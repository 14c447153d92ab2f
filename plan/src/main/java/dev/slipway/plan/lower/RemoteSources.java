package dev.slipway.plan.lower;

import dev.slipway.dockerfile.TransferFlags;
import dev.slipway.dockerfile.Word;
import dev.slipway.image.Digest;
import dev.slipway.plan.PlanException;
import dev.slipway.plan.graph.FileAction.Unpack;
import dev.slipway.plan.graph.Op;
import dev.slipway.plan.request.Booleans;
import dev.slipway.plan.request.GitLocation;
import dev.slipway.plan.request.Redaction;
import java.util.Optional;

/** Sources of ADD that are fetched: URLs and git repositories, with {@code --checksum}, {@code --keep-git-dir}. */
final class RemoteSources {
    /** Name of a file whose address has none, as BuildKit calls it. */
    private static final String UNNAMED = "__unnamed__";

    private RemoteSources() {}

    /** @param path of the source in the fetched tree */
    record Remote(Op op, String name, String path, Unpack unpack) {}

    /** Empty for a path. */
    static Optional<Remote> find(String text, Word word, StageState stage, TransferFlags flags) {
        try {
            Optional<GitLocation> git = GitLocation.parse(text);
            if (git.isPresent()) {
                return Optional.of(git(git.get(), stage, flags));
            }
        } catch (PlanException e) {
            throw new PlanException(
                    e.code(),
                    new PlanException.Position(stage.current().source(), word.span()),
                    e.getMessage(),
                    e.hint(),
                    e);
        }
        boolean url = text.startsWith("http://") || text.startsWith("https://");
        return url ? Optional.of(http(text, stage, flags)) : Optional.empty();
    }

    private static Remote http(String url, StageState stage, TransferFlags flags) {
        Optional<Digest> checksum = flags.checksum().map(word -> digest(word, stage));
        boolean unpack = flags.unpack().map(word -> bool(word, "unpack", stage)).orElse(false);
        String name = fileName(url);
        return new Remote(
                new Op.Http(url, Optional.of(name), checksum),
                "[internal] load " + Redaction.address(url),
                name,
                unpack ? Unpack.ALWAYS : Unpack.NEVER);
    }

    private static Digest digest(Word word, StageState stage) {
        String text = stage.expand(word);
        try {
            return Digest.parse(text);
        } catch (IllegalArgumentException e) {
            throw stage.faults()
                    .refuse(word.span(), "cannot read --checksum: \"" + text + "\"", "sha256:<64 hexadecimal digits>");
        }
    }

    /** The last segment of the address's path, percent escapes resolved. */
    private static String fileName(String url) {
        String path = java.net.URI.create(escaped(url)).getPath();
        String trimmed = path == null ? "" : path.replaceAll("/+$", "");
        String name = trimmed.substring(trimmed.lastIndexOf('/') + 1);
        return name.isEmpty() || name.equals(".") || name.equals("..") ? UNNAMED : name;
    }

    /** Addresses in Dockerfiles often hold characters that a strict reader refuses. */
    private static String escaped(String url) {
        StringBuilder out = new StringBuilder();
        url.codePoints().forEach(c -> {
            if (c <= ' ' || "\"<>\\^`{|}[]".indexOf(c) >= 0) {
                out.append(String.format("%%%02X", c));
            } else {
                out.appendCodePoint(c);
            }
        });
        return out.toString().replaceAll("%(?![0-9a-fA-F]{2})", "%25");
    }

    private static Remote git(GitLocation location, StageState stage, TransferFlags flags) {
        Optional<Boolean> keep = flags.keepGitDir().map(word -> bool(word, "keep-git-dir", stage));
        keep.filter(flag -> location.keepGitDirectory()
                        .filter(query -> !query.equals(flag))
                        .isPresent())
                .ifPresent(flag -> {
                    throw stage.faults()
                            .refuse(
                                    flags.keepGitDir().orElseThrow().span(),
                                    "cannot both keep and leave out the git directory",
                                    "--keep-git-dir as the address says");
                });
        Optional<String> checksum = flags.checksum().map(word -> commit(word, location, stage));
        GitLocation pinned = new GitLocation(
                location.remote(),
                location.ref(),
                location.subdirectory(),
                checksum.or(location::checksum),
                location.submodules(),
                Optional.empty());
        boolean keeps = keep.or(location::keepGitDirectory).orElse(false);
        return new Remote(
                new Op.Git(pinned, keeps),
                "[internal] load git source " + Redaction.address(location.remote()),
                "",
                Unpack.NEVER);
    }

    private static String commit(Word word, GitLocation location, StageState stage) {
        String text = stage.expand(word);
        boolean hex = text.length() >= 7
                && text.length() <= 64
                && text.chars().allMatch(c -> c >= '0' && c <= '9' || c >= 'a' && c <= 'f');
        if (!hex || location.checksum().filter(other -> !other.equals(text)).isPresent()) {
            throw stage.faults()
                    .refuse(
                            word.span(),
                            "cannot read --checksum: \"" + text + "\"",
                            "a git commit of at least 7 hexadecimal digits, the same as in the address");
        }
        return text;
    }

    private static boolean bool(Word word, String name, StageState stage) {
        return Booleans.parse(word.text())
                .orElseThrow(() -> stage.faults()
                        .refuse(word.span(), "cannot read --" + name + ": \"" + word.text() + "\"", "true or false"));
    }
}
