package dev.slipway.engine.source.debootstrap;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The machine's own distribution ({@code os-release(5)}).
 *
 * @param names lower-case identifiers of it and of those it derives from: {@code debian}
 * @param codename of its release: {@code bookworm}; empty when unknown
 */
record Distribution(Set<String> names, String codename) {
    private static final List<String> EXTRAS = List.of("", "-updates", "-security", "/updates");
    private static final Set<String> ROLLING = Set.of("sid", "unstable", "experimental", "rc-buggy", "devel");
    private static final Set<String> ALIASES = Set.of("stable", "oldstable", "testing", "unstable");

    static Distribution read(Path osRelease) throws IOException {
        Map<String, String> fields = new HashMap<>();
        if (Files.isRegularFile(osRelease)) {
            for (String line : Files.readAllLines(osRelease)) {
                int equals = line.indexOf('=');
                if (equals > 0) {
                    fields.put(
                            line.substring(0, equals),
                            line.substring(equals + 1).replace("\"", ""));
                }
            }
        }
        Set<String> names =
                new TreeSet<>(List.of(fields.getOrDefault("ID_LIKE", "").split(" ")));
        names.add(fields.getOrDefault("ID", ""));
        names.remove("");
        return new Distribution(names, fields.getOrDefault("VERSION_CODENAME", ""));
    }

    /** Whether an archive with this {@code Origin} is the distribution's and not a third party's. */
    boolean owns(String origin) {
        return names.contains(origin.toLowerCase(Locale.ROOT));
    }

    /**
     * The machine's sources turned to another suite of the same archives: the release itself, its updates and its
     * security fixes, in this order. Whether they are there is for the archive to say.
     */
    List<AptSource> turned(List<AptSource> machine, String suite) {
        List<AptSource> found = new ArrayList<>();
        for (String extra : EXTRAS) {
            for (AptSource source : machine) {
                boolean own = isOwn(source.suite(), extra);
                boolean wanted = extra.isEmpty() || !ROLLING.contains(suite);
                // Since Debian 11 security fixes are in <suite>-security, before in <suite>/updates.
                String renamed = suite + (extra.equals("/updates") ? "-security" : extra);
                if (own && wanted && found.stream().noneMatch(has -> same(has, source, renamed))) {
                    found.add(source.withSuite(renamed));
                }
            }
        }
        return found;
    }

    private static boolean same(AptSource has, AptSource source, String suite) {
        return has.uri().equals(source.uri()) && has.suite().equals(suite);
    }

    private boolean isOwn(String suite, String extra) {
        if (!suite.endsWith(extra)) {
            return false;
        }
        String base = suite.substring(0, suite.length() - extra.length());
        return !base.isEmpty() && (base.equals(codename) || ALIASES.contains(base) || ROLLING.contains(base));
    }
}
