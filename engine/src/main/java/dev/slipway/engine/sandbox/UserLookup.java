package dev.slipway.engine.sandbox;

import dev.slipway.engine.sandbox.bundle.SandboxUser;
import dev.slipway.engine.step.StepException;
import dev.slipway.image.ImagePath;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Reads USER ({@code user}, {@code user:group}, by name or number) with the root file system's own
 * {@code /etc/passwd} and {@code /etc/group}. A user without a group gets every group that lists it, as login does; two
 * numbers are taken as they are.
 */
final class UserLookup {
    private static final long MOST_ID = 0xFFFF_FFFEL;
    /** A hostile image must not make us read for ever. */
    private static final long MOST_FILE_BYTES = 10L << 20;

    private final RootedPaths root;

    UserLookup(Path root) {
        this.root = new RootedPaths(root);
    }

    SandboxUser find(String user) {
        String spec = user.isEmpty() ? "0" : user;
        int colon = spec.indexOf(':');
        String name = colon < 0 ? spec : spec.substring(0, colon);
        Optional<String> group = colon < 0 ? Optional.empty() : Optional.of(spec.substring(colon + 1));
        Optional<Long> uid = number(name);
        Optional<Account> account = account(
                row -> uid.map(id -> row.uid() == id).orElseGet(() -> row.name().equals(name)));
        if (uid.isEmpty() && account.isEmpty()) {
            throw unknown("user", name, user, "/etc/passwd");
        }
        long id = account.map(Account::uid).or(() -> uid).orElseThrow();
        String home = account.map(Account::home).filter(h -> !h.isEmpty()).orElse("/");
        if (group.isPresent()) {
            long gid = group(group.get(), user);
            return new SandboxUser(id, gid, List.of(gid), home);
        }
        long gid = account.map(Account::gid).orElse(0L);
        return new SandboxUser(id, gid, groups(account, gid), home);
    }

    private long group(String group, String user) {
        Optional<Long> number = number(group);
        return number.or(() -> lines("/etc/group", 3, row -> row[0].equals(group)).stream()
                        .findFirst()
                        .flatMap(row -> number(row[2])))
                .orElseThrow(() -> unknown("group", group, user, "/etc/group"));
    }

    private List<Long> groups(Optional<Account> account, long gid) {
        List<Long> groups = new ArrayList<>();
        account.ifPresent(known -> {
            for (String[] row : lines("/etc/group", 4, row -> lists(row[3], known.name()))) {
                number(row[2]).filter(id -> !groups.contains(id)).ifPresent(groups::add);
            }
        });
        if (!groups.contains(gid)) {
            groups.addFirst(gid);
        }
        return groups;
    }

    private static boolean lists(String members, String name) {
        return List.of(members.split(",", -1)).contains(name);
    }

    private Optional<Account> account(Predicate<Account> wanted) {
        for (String[] row : lines("/etc/passwd", 4, row -> true)) {
            Optional<Long> uid = number(row[2]);
            Optional<Long> gid = number(row[3]);
            if (uid.isPresent() && gid.isPresent()) {
                Account account = new Account(row[0], uid.get(), gid.get(), row.length > 5 ? row[5] : "");
                if (wanted.test(account)) {
                    return Optional.of(account);
                }
            }
        }
        return Optional.empty();
    }

    private List<String[]> lines(String file, int fields, Predicate<String[]> wanted) {
        List<String[]> rows = new ArrayList<>();
        try {
            Path path = root.real(root.resolve(ImagePath.of(file)));
            // Only a regular file: reading a FIFO would wait for ever, a device could never end.
            if (!Files.isRegularFile(path, java.nio.file.LinkOption.NOFOLLOW_LINKS)
                    || Files.size(path) > MOST_FILE_BYTES) {
                return rows;
            }
            try (BufferedReader in =
                    new BufferedReader(new InputStreamReader(Files.newInputStream(path), StandardCharsets.UTF_8))) {
                for (String line = in.readLine(); line != null; line = in.readLine()) {
                    String[] row = line.strip().split(":", -1);
                    if (!line.startsWith("#") && row.length >= fields && wanted.test(row)) {
                        rows.add(row);
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file + " of the root file system: " + e.getMessage(), e);
        }
        return rows;
    }

    private static Optional<Long> number(String text) {
        if (text.isEmpty() || text.length() > 10 || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return Optional.empty();
        }
        long value = Long.parseLong(text);
        return value > MOST_ID ? Optional.empty() : Optional.of(value);
    }

    private static StepException unknown(String kind, String name, String user, String file) {
        return new StepException(
                StepException.Code.UNKNOWN_USER,
                "cannot run as USER \"" + user + "\": no " + kind + " \"" + name
                        + "\" in the image (expected: a name in " + file + ", or a number)",
                StepException.Facts.hint("add the " + kind + " in an earlier RUN, or give its number"));
    }

    private record Account(String name, long uid, long gid, String home) {}
}
