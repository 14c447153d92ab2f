package dev.slipway.engine.sandbox;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * Names of containers and their control groups. The runtime removes its groups when a step ends by itself; those of a
 * killed step are empty directories, which are removed after the kill, or by the next build when Slipway itself was
 * killed.
 */
final class ControlGroups {
    private static final Path ROOT = Path.of("/sys/fs/cgroup");
    private static final String PREFIX = "slipway-";
    private static final SecureRandom RANDOM = new SecureRandom();

    private ControlGroups() {}

    /** Unique on this machine, and tells which process it belongs to: {@code slipway-<pid>-<16 hex>}. */
    static String newId() {
        byte[] random = new byte[8];
        RANDOM.nextBytes(random);
        return PREFIX + ProcessHandle.current().pid() + "-" + HexFormat.of().formatHex(random);
    }

    /** Removes the group of an ended step where the runtime could not. */
    static void remove(String id) {
        for (Path hierarchy : hierarchies()) {
            remove(hierarchy.resolve(id));
        }
    }

    /** Removes groups of processes that are no more. */
    static void sweep() {
        for (Path hierarchy : hierarchies()) {
            try (DirectoryStream<Path> groups = Files.newDirectoryStream(hierarchy, PREFIX + "*-*")) {
                for (Path group : groups) {
                    if (isOrphan(group.getFileName().toString())) {
                        remove(group);
                    }
                }
            } catch (IOException e) {
                // Another process swept it, or this one may not look: nothing depends on it.
            }
        }
    }

    private static boolean isOrphan(String name) {
        String pid = name.substring(PREFIX.length(), name.indexOf('-', PREFIX.length()));
        return pid.chars().allMatch(Character::isDigit) && !Files.exists(Path.of("/proc", pid));
    }

    private static void remove(Path group) {
        try {
            Files.deleteIfExists(group);
        } catch (IOException e) {
            // Still held by a process that is just ending: the next sweep takes it.
        }
    }

    private static List<Path> hierarchies() {
        List<Path> hierarchies = new ArrayList<>(List.of(ROOT));
        if (!Files.exists(ROOT.resolve("cgroup.controllers"))) {
            try (DirectoryStream<Path> controllers = Files.newDirectoryStream(ROOT, Files::isDirectory)) {
                controllers.forEach(hierarchies::add);
            } catch (IOException e) {
                // No control groups on this machine.
            }
        }
        return hierarchies;
    }
}
