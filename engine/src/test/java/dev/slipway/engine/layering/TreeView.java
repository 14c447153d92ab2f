package dev.slipway.engine.layering;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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

    /** What is compared besides the entries' facts. */
    record Rules(boolean times, boolean root) {}

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

    /** Each entry in which two views differ, as a line; empty when they are equal. */
    List<String> differences(TreeView other, String here, String there, Rules rules) {
        TreeSet<String> paths = new TreeSet<>(entries.keySet());
        paths.addAll(other.entries.keySet());
        List<String> lines = new ArrayList<>();
        for (String path : paths) {
            boolean root = path.equals("/");
            if (root && !rules.root()) {
                continue;
            }
            String mine = text(path, rules.times() && !root);
            String others = other.text(path, rules.times() && !root);
            if (!mine.equals(others)) {
                lines.add(path + "\n    " + here + ": " + mine + "\n    " + there + ": " + others);
            }
        }
        return lines;
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
