package dev.slipway.engine.file;

import dev.slipway.engine.step.StepException;
import dev.slipway.engine.tree.FileTree;
import dev.slipway.engine.tree.HashedContents;
import dev.slipway.engine.tree.PathResolver;
import dev.slipway.engine.tree.TreeNode;
import dev.slipway.image.ImagePath;
import dev.slipway.image.layer.LayerEntry;
import dev.slipway.plan.graph.FileAction;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Looks up users and groups in the root file system's {@code /etc/passwd} and {@code /etc/group} (Dockerfile reference,
 * COPY --chown). A number is itself; {@code root} is 0 without looking. A number alone is user and group, a name alone
 * brings its primary group.
 */
final class Owners {
    private static final ImagePath PASSWD = ImagePath.of("/etc/passwd");
    private static final ImagePath GROUP = ImagePath.of("/etc/group");
    private static final long LARGEST_FILE = 10 << 20;

    private final FileTree root;

    Owners(FileTree root) {
        this.root = root;
    }

    /** Throws {@link StepException} {@code UNKNOWN_USER} for a name that is not there. */
    Ids find(FileAction.Owner owner) throws IOException {
        Ids user = user(owner.user()).orElseThrow(() -> unknown("user", owner.user(), PASSWD));
        if (owner.group().isEmpty()) {
            return user;
        }
        String name = owner.group().get();
        long group = group(name).orElseThrow(() -> unknown("group", name, GROUP));
        return new Ids(user.uid(), group);
    }

    /** As {@link #find}, with 0 for names that are not there. */
    Ids findOrRoot(FileAction.Owner owner) throws IOException {
        Ids user = user(owner.user()).orElse(Ids.ROOT);
        if (owner.group().isEmpty()) {
            return user;
        }
        return new Ids(user.uid(), group(owner.group().get()).orElse(0L));
    }

    private Optional<Ids> user(String name) throws IOException {
        Optional<Long> number = number(name);
        if (number.isPresent()) {
            return Optional.of(new Ids(number.get(), number.get()));
        }
        return line(PASSWD, name)
                .filter(fields -> fields.length > 3)
                .flatMap(fields ->
                        number(fields[2]).flatMap(uid -> number(fields[3]).map(gid -> new Ids(uid, gid))));
    }

    private Optional<Long> group(String name) throws IOException {
        Optional<Long> number = number(name);
        return number.isPresent()
                ? number
                : line(GROUP, name).filter(fields -> fields.length > 2).flatMap(fields -> number(fields[2]));
    }

    private static Optional<Long> number(String text) {
        if (text.isEmpty() || text.equals("root")) {
            return Optional.of(0L);
        }
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return Optional.empty();
            }
        }
        return text.length() > 10
                ? Optional.empty()
                : Optional.of(Long.parseLong(text)).filter(n -> n <= 0xFFFF_FFFEL);
    }

    /** The fields of the first line for a name. */
    private Optional<String[]> line(ImagePath path, String name) throws IOException {
        if (!(new PathResolver(root).follow(path) instanceof PathResolver.Resolution.Found(ImagePath at, TreeNode node))
                || !(node.entry() instanceof LayerEntry.RegularFile file)
                || node.location().isEmpty()) {
            return Optional.empty();
        }
        if (file.sizeBytes() > LARGEST_FILE) {
            throw new StepException(
                    StepException.Code.BAD_CONTENT,
                    "cannot look up \"" + name + "\" in \"" + at + "\": it has " + file.sizeBytes()
                            + " bytes (expected: at most " + LARGEST_FILE + ")",
                    StepException.Facts.hint("use a number instead of the name"));
        }
        try (InputStream in = HashedContents.open(node.location().get());
                BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.ISO_8859_1))) {
            return lines.lines()
                    .map(line -> line.trim().split(":", -1))
                    .filter(fields -> fields[0].equals(name))
                    .findFirst();
        }
    }

    private static StepException unknown(String kind, String name, ImagePath file) {
        return new StepException(
                StepException.Code.UNKNOWN_USER,
                "cannot change the owner: " + kind + " \"" + name + "\" is not in the root file system's \"" + file
                        + "\" (expected: a name that is there, or a number)",
                StepException.Facts.hint("use a number, or add the " + kind
                        + " in a RUN before; a copy with --link sees no files of the stage"));
    }
}
