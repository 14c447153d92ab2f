package dev.slipway.inspect.waste;

import dev.slipway.inspect.tree.PathTable;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The table of places whose files do nothing in a running container ({@code waste-paths.txt}): {@code cause kind
 * pattern} a line. A pattern that ends in a slash means a directory with all below it. {@code *} stands for part of one
 * name, a leading {@code **} for any directories.
 */
final class WastePaths {
    /** One line of the table. */
    record Rule(WasteCause cause, String kind, boolean directory, String name, Pattern whole) {
        private boolean isNamed(String wanted) {
            int star = name.indexOf('*');
            return star < 0
                    ? name.equals(wanted)
                    : wanted.length() >= name.length() - 1
                            && wanted.startsWith(name.substring(0, star))
                            && wanted.endsWith(name.substring(star + 1));
        }
    }

    private final List<Rule> rules = new ArrayList<>();
    private final Map<String, List<Rule>> byName = new HashMap<>();
    private final List<Rule> starred = new ArrayList<>();

    private WastePaths() {}

    /** The table, read when it is first needed. */
    static WastePaths table() {
        return Loaded.TABLE;
    }

    private static final class Loaded {
        private static final WastePaths TABLE = load();
    }

    private static WastePaths load() {
        try (InputStream in = WastePaths.class.getResourceAsStream("waste-paths.txt")) {
            if (in == null) {
                throw new IllegalStateException("waste-paths.txt is missing");
            }
            WastePaths table = new WastePaths();
            new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .forEach(table::add);
            return table;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void add(String line) {
        String[] words = line.trim().split(" +", -1);
        WasteCause cause = WasteCause.of(words[0]).orElseThrow(() -> new IllegalStateException(line));
        boolean directory = words[2].endsWith("/");
        String path = directory ? words[2].substring(0, words[2].length() - 1) : words[2];
        String name = path.substring(path.lastIndexOf('/') + 1);
        StringBuilder whole = new StringBuilder();
        String rest = path;
        if (rest.startsWith("**/")) {
            whole.append("(?:/.*)?/");
            rest = rest.substring(3);
        }
        for (String literal : rest.splitWithDelimiters("\\*", -1)) {
            whole.append(literal.equals("*") ? "[^/]*" : Pattern.quote(literal));
        }
        Rule rule = new Rule(cause, words[1], directory, name, Pattern.compile(whole.toString(), Pattern.DOTALL));
        rules.add(rule);
        if (name.indexOf('*') >= 0) {
            starred.add(rule);
        } else {
            byName.computeIfAbsent(name, n -> new ArrayList<>()).add(rule);
        }
    }

    /**
     * By node the number of the rule that a file there falls under, plus 1; 0 for none. The outermost place wins. What a
     * node is may differ from layer to layer: a rule of a directory means what is below it, never a file of its name.
     */
    byte[] places(PathTable paths) {
        byte[] places = new byte[paths.size()];
        byte[] below = new byte[paths.size()];
        for (int node = 1; node < places.length; node++) {
            byte above = below[paths.parent(node)];
            places[node] = above != 0 ? above : place(paths, node, false);
            below[node] = above != 0 || paths.firstChild(node) < 0 ? above : place(paths, node, true);
        }
        return places;
    }

    private byte place(PathTable paths, int node, boolean directory) {
        String name = paths.name(node);
        for (Rule rule : byName.getOrDefault(name, List.of())) {
            if (rule.directory == directory && matches(rule, paths, node)) {
                return (byte) (rules.indexOf(rule) + 1);
            }
        }
        for (Rule rule : starred) {
            if (rule.directory == directory && rule.isNamed(name) && matches(rule, paths, node)) {
                return (byte) (rules.indexOf(rule) + 1);
            }
        }
        return 0;
    }

    private static boolean matches(Rule rule, PathTable paths, int node) {
        return rule.whole.matcher(paths.path(node)).matches();
    }

    Rule rule(byte place) {
        return rules.get(place - 1);
    }
}
