package dev.slipway.cli.browse;

import dev.slipway.cli.Style;
import dev.slipway.cli.Terminal;
import dev.slipway.cli.progress.Sizes;
import dev.slipway.inspect.tree.EntryType;
import dev.slipway.inspect.tree.ImageTree;
import dev.slipway.inspect.tree.LayerChanges;
import dev.slipway.inspect.tree.LayerChanges.Change;
import dev.slipway.inspect.tree.LayerTree;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Draws the browser: layers, and what is known of them, on the left; the file tree on the right; keys below. */
final class Screen {
    private static final String HOME = "\u001b[H";
    private static final String TO_LINE_END = "\u001b[K";
    private static final String TO_SCREEN_END = "\u001b[J";

    private final Terminal terminal;
    private final int left;
    private final int right;

    Screen(Terminal terminal) {
        this.terminal = terminal;
        this.left = Math.clamp(terminal.columns() * 2L / 5, 10, 70);
        this.right = Math.max(10, terminal.columns() - left - 3);
    }

    /** The whole screen, drawn over the one before. */
    String draw(Browsing browsing) {
        int rows = Math.max(3, terminal.rows() - 1);
        List<Cell> layers = layers(browsing, rows);
        List<Cell> tree = tree(browsing, rows);
        StringBuilder out = new StringBuilder(HOME);
        for (int row = 0; row < rows; row++) {
            Cell one = row < layers.size() ? layers.get(row) : Cell.EMPTY;
            Cell two = row < tree.size() ? tree.get(row) : Cell.EMPTY;
            out.append(one.drawn(left, terminal.colour()))
                    .append(Style.DIM.on(terminal.colour(), " │ "))
                    .append(two.drawn(right, terminal.colour()).stripTrailing())
                    .append(TO_LINE_END)
                    .append("\r\n");
        }
        return out.append(Style.DIM.on(terminal.colour(), Cell.fit(keys(browsing), terminal.columns() - 1)))
                .append(TO_LINE_END)
                .append(TO_SCREEN_END)
                .toString();
    }

    /** A piece of a line. */
    private record Cell(String text, Optional<Style> style, boolean chosen) {
        static final Cell EMPTY = plain("");

        static Cell plain(String text) {
            return new Cell(text, Optional.empty(), false);
        }

        static Cell styled(Style style, String text) {
            return new Cell(text, Optional.of(style), false);
        }

        String drawn(int width, boolean colour) {
            String fitted = fit(text, width);
            if (chosen) {
                // Inverse works without colours too.
                return "\u001b[7m" + fitted + "\u001b[0m";
            }
            return style.map(s -> s.on(colour, fitted)).orElse(fitted);
        }

        /** Cut or filled; names may hold anything, also what would move the cursor. */
        static String fit(String text, int width) {
            StringBuilder fitted = new StringBuilder(width);
            text.codePoints()
                    .map(c -> Character.isISOControl(c) || Character.getType(c) == Character.FORMAT ? '?' : c)
                    .limit(width)
                    .forEach(fitted::appendCodePoint);
            int length = fitted.codePointCount(0, fitted.length());
            if (text.codePointCount(0, text.length()) > width && length > 0) {
                fitted.setLength(fitted.offsetByCodePoints(fitted.length(), -1));
                fitted.append('…');
            }
            return fitted.append(" ".repeat(width - length)).toString();
        }
    }

    private List<Cell> layers(Browsing browsing, int rows) {
        BrowsedImage image = browsing.image();
        BrowsedImage.LayerText chosen = image.layers().get(browsing.layer());
        List<Cell> facts = new ArrayList<>(List.of(
                Cell.EMPTY,
                heading(
                        "Layer " + (browsing.layer() + 1) + " of "
                                + image.layers().size(),
                        false),
                Cell.plain(chosen.digest())));
        facts.addAll(wrapped(chosen.instruction(), 4));
        facts.addAll(List.of(Cell.EMPTY, heading(image.name(), false)));
        image.facts().forEach(fact -> facts.add(Cell.plain(fact)));

        List<Cell> cells = new ArrayList<>();
        cells.add(heading("Layers", browsing.pane() == Browsing.Pane.LAYERS));
        int room = Math.max(1, rows - 1 - facts.size());
        int first = firstRow(browsing.layer(), image.layers().size(), room);
        for (int i = first; i < Math.min(image.layers().size(), first + room); i++) {
            BrowsedImage.LayerText layer = image.layers().get(i);
            boolean counted = i == browsing.layer() || browsing.aggregated() && i > 0 && i < browsing.layer();
            cells.add(new Cell(
                    (counted ? "▌" : " ")
                            + String.format(Locale.ROOT, "%8s  ", Sizes.of(layer.bytes()))
                            + layer.instruction(),
                    Optional.empty(),
                    i == browsing.layer()));
        }
        cells.addAll(facts);
        return cells;
    }

    private List<Cell> wrapped(String text, int mostLines) {
        List<Cell> lines = new ArrayList<>();
        for (int at = 0; at < text.length() && lines.size() < mostLines; at += left) {
            lines.add(Cell.plain(text.substring(at, Math.min(text.length(), at + left))));
        }
        return lines;
    }

    /** So that the cursor is in sight. */
    private static int firstRow(int cursor, int count, int room) {
        return Math.clamp(cursor - room / 2L, 0, Math.max(0, count - room));
    }

    private List<Cell> tree(Browsing browsing, int rows) {
        TreePane tree = browsing.tree();
        boolean here = browsing.pane() != Browsing.Pane.LAYERS;
        List<Cell> cells = new ArrayList<>();
        String what = browsing.aggregated() ? "Changes since the first layer" : "Changes of this layer";
        String filter =
                browsing.pane() == Browsing.Pane.FILTER || !browsing.filter().isEmpty()
                        ? "   filter: " + browsing.filter() + (browsing.pane() == Browsing.Pane.FILTER ? "▏" : "")
                        : "";
        cells.add(heading(what + filter, here));
        int room = rows - 1;
        int first = firstRow(tree.cursor(), tree.rows(), room);
        for (int row = first; row < Math.min(tree.rows(), first + room); row++) {
            cells.add(entry(browsing, row, here && row == tree.cursor()));
        }
        if (tree.rows() == 0) {
            cells.add(Cell.styled(Style.DIM, "(nothing to show)"));
        }
        return cells;
    }

    private Cell entry(Browsing browsing, int row, boolean chosen) {
        TreePane tree = browsing.tree();
        LayerChanges changes = tree.changes();
        int node = tree.node(row);
        Change change = changes.change(node);
        ImageTree image = browsing.image().tree();
        String mark = tree.hasChildren(node) ? tree.isOpen(node) ? "▾ " : "▸ " : "  ";
        String text = sign(change) + " "
                + (browsing.attributes() ? attributes(image, changes.entry(node)) : "")
                + String.format(Locale.ROOT, "%8s  ", Sizes.of(changes.totalBytes(node)))
                + "  ".repeat(tree.depth(row)) + mark + image.paths().name(node);
        return new Cell(text, style(change), chosen);
    }

    private static String attributes(ImageTree image, int entry) {
        if (entry < 0) {
            return " ".repeat(24);
        }
        LayerTree layer = image.layers().get(image.layerOf(entry));
        int place = image.placeOf(entry);
        String owner = Integer.toUnsignedString(layer.uid(place)) + ":" + Integer.toUnsignedString(layer.gid(place));
        return type(layer.type(place)) + permissions(layer.mode(place)) + String.format(Locale.ROOT, " %11s ", owner);
    }

    private static char type(EntryType type) {
        return switch (type) {
            case DIRECTORY -> 'd';
            case SYMLINK -> 'l';
            case DEVICE -> 'b';
            case FIFO -> 'p';
            case FILE, HARD_LINK, WHITEOUT, OPAQUE -> '-';
        };
    }

    static String permissions(int mode) {
        StringBuilder text = new StringBuilder("rwxrwxrwx");
        for (int bit = 0; bit < 9; bit++) {
            if ((mode >> 8 - bit & 1) == 0) {
                text.setCharAt(bit, '-');
            }
        }
        special(text, 2, mode, 04000, 's');
        special(text, 5, mode, 02000, 's');
        special(text, 8, mode, 01000, 't');
        return text.toString();
    }

    private static void special(StringBuilder text, int at, int mode, int bit, char letter) {
        if ((mode & bit) != 0) {
            text.setCharAt(at, text.charAt(at) == 'x' ? letter : Character.toUpperCase(letter));
        }
    }

    private static String sign(Change change) {
        return switch (change) {
            case ADDED -> "+";
            case MODIFIED -> "~";
            case REMOVED -> "-";
            case UNMODIFIED, ABSENT -> " ";
        };
    }

    private static Optional<Style> style(Change change) {
        return switch (change) {
            case ADDED -> Optional.of(Style.GREEN);
            case MODIFIED -> Optional.of(Style.YELLOW);
            case REMOVED -> Optional.of(Style.RED);
            case UNMODIFIED, ABSENT -> Optional.empty();
        };
    }

    private static Cell heading(String text, boolean active) {
        return Cell.styled(Style.BOLD, (active ? "● " : "  ") + text);
    }

    private static String keys(Browsing browsing) {
        return switch (browsing.pane()) {
            case LAYERS -> "q quit  Tab tree  ↑↓ layer  ^L this layer's changes  ^A all changes  ^F filter";
            case TREE ->
                "q quit  Tab layers  ↑↓ move  Space open/close  ^Space all  "
                        + toggle(browsing, 'A', Change.ADDED, "added")
                        + toggle(browsing, 'R', Change.REMOVED, "removed")
                        + toggle(browsing, 'M', Change.MODIFIED, "modified")
                        + toggle(browsing, 'U', Change.UNMODIFIED, "unmodified")
                        + "^B attributes  ^O by size  ^F filter";
            case FILTER -> "type a regular expression  Enter keep it  Esc drop it";
        };
    }

    private static String toggle(Browsing browsing, char letter, Change change, String name) {
        return "^" + letter + (browsing.tree().isHidden(change) ? " show " : " hide ") + name + "  ";
    }
}
