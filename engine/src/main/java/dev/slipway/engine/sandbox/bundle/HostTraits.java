package dev.slipway.engine.sandbox.bundle;

import dev.slipway.engine.sandbox.bundle.SeccompProfile.Architecture;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What this machine and process can give a step; read once.
 *
 * @param userNamespace whether this process is root of a user namespace only
 * @param cgroups whether steps get control groups of their own, and with them device rules
 * @param cgroupNamespaces whether those can be hidden (version 2 only; version 1 refuses odd hierarchies)
 * @param terminalGroup whether group 5, {@code tty}, exists in this user namespace
 * @param capabilities bounding set as bits
 * @param oomScore of this process
 * @param openFiles hard limit; -1 is unlimited
 */
public record HostTraits(
        boolean userNamespace,
        boolean cgroups,
        boolean cgroupNamespaces,
        boolean terminalGroup,
        long capabilities,
        int oomScore,
        long openFiles,
        Architecture architecture) {
    private static final long WHOLE_RANGE = 0xFFFF_FFFFL;
    private static final int TTY_GROUP = 5;

    public static HostTraits read() {
        try {
            boolean userNamespace = !coversAll(Files.readAllLines(Path.of("/proc/self/uid_map")));
            boolean unified = Files.exists(Path.of("/sys/fs/cgroup/cgroup.subtree_control"));
            boolean cgroups = !userNamespace && (unified || Files.exists(Path.of("/sys/fs/cgroup/devices")));
            return new HostTraits(
                    userNamespace,
                    cgroups,
                    cgroups && unified && Files.exists(Path.of("/proc/self/ns/cgroup")),
                    contains(Files.readAllLines(Path.of("/proc/self/gid_map")), TTY_GROUP),
                    Capabilities.bounding(),
                    Integer.parseInt(Files.readString(Path.of("/proc/self/oom_score_adj"))
                            .trim()),
                    openFiles(Files.readAllLines(Path.of("/proc/self/limits"))),
                    Architecture.of(System.getProperty("os.arch")));
        } catch (IOException e) {
            throw new UncheckedIOException("/proc cannot be read", e);
        }
    }

    /** One row {@code 0 0 4294967295} is the first user namespace. */
    static boolean coversAll(List<String> map) {
        return map.size() == 1 && Long.parseLong(map.getFirst().strip().split("\\s+", -1)[2]) == WHOLE_RANGE;
    }

    static boolean contains(List<String> map, long id) {
        return map.stream().map(row -> row.strip().split("\\s+", -1)).anyMatch(row -> {
            long first = Long.parseLong(row[0]);
            return id >= first && id < first + Long.parseLong(row[2]);
        });
    }

    private static long openFiles(List<String> limits) {
        for (String line : limits) {
            if (line.startsWith("Max open files")) {
                String hard = line.substring("Max open files".length()).strip().split("\\s+", -1)[1];
                return hard.equals("unlimited") ? -1 : Long.parseLong(hard);
            }
        }
        throw new IllegalStateException("/proc/self/limits has no line of open files");
    }
}
