package dev.slipway.engine.sandbox;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
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
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final Duration RETRY = Duration.ofMillis(2);
    private static final SecureRandom RANDOM = new SecureRandom();

    private ControlGroups() {}

    /** Unique on this machine, and tells which process it belongs to: {@code slipway-<pid>-<16 hex>}. */
    static String newId() {
        byte[] random = new byte[8];
        RANDOM.nextBytes(random);
        return PREFIX + ProcessHandle.current().pid() + "-" + HexFormat.of().formatHex(random);
    }

    /**
     * Removes the group of an ended step where the runtime could not. A killed process is taken out of its group a
     * moment after its parent has seen the end, so this waits for that; what the kernel holds for longer is left to
     * the sweep of a later build.
     */
    static void remove(String id) {
        List<Path> groups = new ArrayList<>();
        hierarchies().forEach(hierarchy -> groups.add(hierarchy.resolve(id)));
        long end = System.nanoTime() + PATIENCE.toNanos();
        boolean interrupted = false;
        groups.removeIf(ControlGroups::remove);
        while (!groups.isEmpty() && System.nanoTime() < end) {
            try {
                Thread.sleep(RETRY);
            } catch (InterruptedException e) {
                interrupted = true;
            }
            groups.removeIf(ControlGroups::remove);
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
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

    /** Whether the group is no more: it stays as long as it holds a process that is just ending. */
    private static boolean remove(Path group) {
        try {
            Files.deleteIfExists(group);
            return true;
        } catch (IOException e) {
            return false;
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
