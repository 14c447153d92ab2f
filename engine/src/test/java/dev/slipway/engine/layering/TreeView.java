package dev.slipway.engine.layering;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** A root file system as somebody reads it: path to what is there. */
record TreeView(SortedMap<String, Seen> entries) {
    private static final long START = Instant.now().getEpochSecond() - 60;

    /**
     * One entry.
     *
     * @param facts type, mode, owner, content or target or device numbers, extended attributes
     * @param time of modification; times within this test run are one time
     * @param links the first name of the same inode; empty when this is it
     */
    record Seen(String facts, String time, String links) {
        String text(boolean times) {
            return facts + (times ? " @" + time : "") + (links.isEmpty() ? "" : " = " + links);
        }
    }

    /** Takes entries in any order. */
    static final class Builder {
        private final SortedMap<String, Seen> entries = new TreeMap<>();
        private final Map<Object, TreeSet<String>> inodes = new HashMap<>();

        /** @param inode equal for names of one inode, and only for them */
        void add(String path, String facts, long modifiedSeconds, Object inode) {
            String time = modifiedSeconds >= START ? "this run" : Long.toString(modifiedSeconds);
            entries.put(path, new Seen(facts, time, ""));
            inodes.computeIfAbsent(inode, i -> new TreeSet<>()).add(path);
        }

        TreeView build() {
            for (TreeSet<String> names : inodes.values()) {
                for (String later : names.tailSet(names.first(), false)) {
                    Seen seen = entries.get(later);
                    entries.put(later, new Seen(seen.facts(), seen.time(), names.first()));
                }
            }
            return new TreeView(entries);
        }
    }

    /** Each entry but the root in which two views differ, as a text; empty when they are equal. */
    List<String> differences(TreeView other, String here, String there, boolean times) {
        TreeSet<String> paths = new TreeSet<>(entries.keySet());
        paths.addAll(other.entries.keySet());
        paths.remove("/");
        return paths.stream()
                .flatMap(path -> difference(path, other, here, there, times).stream())
                .toList();
    }

    /** Whether the root directories differ. */
    List<String> rootDifference(TreeView other, String here, String there) {
        return difference("/", other, here, there, false).stream().toList();
    }

    private Optional<String> difference(String path, TreeView other, String here, String there, boolean times) {
        String mine = text(path, times);
        String others = other.text(path, times);
        return mine.equals(others)
                ? Optional.empty()
                : Optional.of(path + "\n    " + here + ": " + mine + "\n    " + there + ": " + others);
    }

    private String text(String path, boolean times) {
        Seen seen = entries.get(path);
        return seen == null ? "absent" : seen.text(times);
    }

    /** One line an entry, without times and the root. */
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        entries.forEach((path, seen) -> {
            if (!path.equals("/")) {
                lines.add(path + " " + seen.text(false));
            }
        });
        return lines;
    }
}
