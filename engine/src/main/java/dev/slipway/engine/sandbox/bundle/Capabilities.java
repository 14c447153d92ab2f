package dev.slipway.engine.sandbox.bundle;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Names of Linux capabilities by number (capabilities(7)), and the sets that steps get. */
final class Capabilities {
    private static final List<String> NAMES = List.of(
            "CHOWN",
            "DAC_OVERRIDE",
            "DAC_READ_SEARCH",
            "FOWNER",
            "FSETID",
            "KILL",
            "SETGID",
            "SETUID",
            "SETPCAP",
            "LINUX_IMMUTABLE",
            "NET_BIND_SERVICE",
            "NET_BROADCAST",
            "NET_ADMIN",
            "NET_RAW",
            "IPC_LOCK",
            "IPC_OWNER",
            "SYS_MODULE",
            "SYS_RAWIO",
            "SYS_CHROOT",
            "SYS_PTRACE",
            "SYS_PACCT",
            "SYS_ADMIN",
            "SYS_BOOT",
            "SYS_NICE",
            "SYS_RESOURCE",
            "SYS_TIME",
            "SYS_TTY_CONFIG",
            "MKNOD",
            "LEASE",
            "AUDIT_WRITE",
            "AUDIT_CONTROL",
            "SETFCAP",
            "MAC_OVERRIDE",
            "MAC_ADMIN",
            "SYSLOG",
            "WAKE_ALARM",
            "BLOCK_SUSPEND",
            "AUDIT_READ",
            "PERFMON",
            "BPF",
            "CHECKPOINT_RESTORE");

    /** What Docker gives a container by default. */
    private static final List<String> DEFAULT = List.of(
            "CHOWN",
            "DAC_OVERRIDE",
            "FSETID",
            "FOWNER",
            "MKNOD",
            "NET_RAW",
            "SETGID",
            "SETUID",
            "SETFCAP",
            "SETPCAP",
            "NET_BIND_SERVICE",
            "SYS_CHROOT",
            "KILL",
            "AUDIT_WRITE");

    private Capabilities() {}

    /**
     * {@code CAP_…} names for a step: the default fourteen, or everything for an insecure one; never more than this
     * process may hand on, as asking for more makes the runtime refuse.
     *
     * @param deviceRules whether a device control group stands between a made node and the device
     */
    static List<String> forStep(boolean insecure, boolean deviceRules, long bounding) {
        List<String> wanted = insecure ? NAMES : DEFAULT;
        List<String> given = new ArrayList<>(wanted.size());
        for (String name : wanted) {
            boolean held = (bounding >> NAMES.indexOf(name) & 1) != 0;
            boolean safe = insecure || deviceRules || !name.equals("MKNOD");
            if (held && safe) {
                given.add("CAP_" + name);
            }
        }
        return given;
    }

    /** This process's bounding set as bits. */
    static long bounding() {
        try {
            for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
                if (line.startsWith("CapBnd:")) {
                    return Long.parseUnsignedLong(
                            line.substring("CapBnd:".length()).trim(), 16);
                }
            }
            throw new IllegalStateException("/proc/self/status has no CapBnd line");
        } catch (IOException e) {
            throw new UncheckedIOException("/proc/self/status cannot be read", e);
        }
    }
}
