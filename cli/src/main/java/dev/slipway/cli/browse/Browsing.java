package dev.slipway.cli.browse;

import dev.slipway.inspect.tree.LayerChanges;
import dev.slipway.inspect.tree.LayerChanges.Change;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** The state of the browser, changed by keys: dive's, and those of vi for moving. */
final class Browsing {
    /** Which pane the keys are for. */
    enum Pane {
        LAYERS,
        TREE,
        FILTER
    }

    private static final int PAGE = 15;

    private final BrowsedImage image;
    private final TreePane tree;
    private Pane pane = Pane.LAYERS;
    private int layer;
    private boolean aggregated;
    private boolean attributes = true;
    private String filter = "";

    Browsing(BrowsedImage image) {
        this.image = image;
        this.tree = new TreePane(image.tree(), changes());
    }

    private LayerChanges changes() {
        return aggregated ? LayerChanges.aggregated(image.tree(), layer) : LayerChanges.of(image.tree(), layer);
    }

    /** Whether to go on. */
    boolean press(Key key) {
        if (key.name() == Key.Name.END_OF_INPUT || key.isControl('c')) {
            return false;
        }
        if (pane == Pane.FILTER) {
            type(key);
            return true;
        }
        if (key.isLetter('q')) {
            return false;
        }
        if (key.name() == Key.Name.TAB) {
            pane = pane == Pane.LAYERS ? Pane.TREE : Pane.LAYERS;
        } else if (key.isControl('f') || key.isLetter('/')) {
            pane = Pane.FILTER;
        } else if (key.name() == Key.Name.ESCAPE) {
            filter("");
        } else if (pane == Pane.LAYERS) {
            chooseLayer(key);
        } else {
            walkTree(key);
        }
        return true;
    }

    private void chooseLayer(Key key) {
        if (key.isControl('a') || key.isControl('l')) {
            aggregated = key.isControl('a');
            tree.show(changes());
            return;
        }
        int wanted = Math.clamp((long) layer + steps(key), 0, image.layers().size() - 1);
        if (wanted != layer) {
            layer = wanted;
            tree.show(changes());
        }
    }

    private void walkTree(Key key) {
        switch (key.name()) {
            case CONTROL_SPACE -> tree.toggleAll();
            case RIGHT, ENTER -> tree.enter();
            case LEFT -> tree.leave();
            case CONTROL -> {
                switch (key.letter()) {
                    case 'a' -> tree.toggle(Change.ADDED);
                    case 'r' -> tree.toggle(Change.REMOVED);
                    case 'm' -> tree.toggle(Change.MODIFIED);
                    case 'u' -> tree.toggle(Change.UNMODIFIED);
                    case 'b' -> attributes = !attributes;
                    case 'o' -> tree.toggleOrder();
                    default -> {}
                }
            }
            case LETTER -> {
                switch (key.letter()) {
                    case ' ' -> tree.toggleDirectory();
                    case 'l' -> tree.enter();
                    case 'h' -> tree.leave();
                    default -> tree.move(steps(key));
                }
            }
            default -> tree.move(steps(key));
        }
    }

    /** How many rows a moving key moves. */
    private static int steps(Key key) {
        return switch (key.name()) {
            case UP -> -1;
            case DOWN -> 1;
            case PAGE_UP -> -PAGE;
            case PAGE_DOWN -> PAGE;
            case HOME -> -Integer.MAX_VALUE;
            case END -> Integer.MAX_VALUE;
            case LETTER ->
                switch (key.letter()) {
                    case 'k' -> -1;
                    case 'j' -> 1;
                    case 'u' -> -PAGE;
                    case 'd' -> PAGE;
                    case 'g' -> -Integer.MAX_VALUE;
                    case 'G' -> Integer.MAX_VALUE;
                    default -> 0;
                };
            default -> 0;
        };
    }

    private void type(Key key) {
        switch (key.name()) {
            case ENTER, TAB -> pane = Pane.TREE;
            case ESCAPE -> {
                filter("");
                pane = Pane.TREE;
            }
            case BACKSPACE ->
                filter(filter.isEmpty() ? "" : filter.substring(0, filter.offsetByCodePoints(filter.length(), -1)));
            case LETTER -> filter(filter + Character.toString(key.letter()));
            case CONTROL -> {
                if (key.isControl('f')) {
                    pane = Pane.TREE;
                }
            }
            default -> {}
        }
    }

    /** A regular expression over paths; text that is none is looked for as it is. */
    private void filter(String text) {
        filter = text;
        if (text.isEmpty()) {
            tree.filter(Optional.empty());
            return;
        }
        Pattern pattern;
        try {
            pattern = Pattern.compile(text);
        } catch (PatternSyntaxException e) {
            pattern = Pattern.compile(Pattern.quote(text));
        }
        tree.filter(Optional.of(pattern));
    }

    BrowsedImage image() {
        return image;
    }

    TreePane tree() {
        return tree;
    }

    Pane pane() {
        return pane;
    }

    int layer() {
        return layer;
    }

    boolean aggregated() {
        return aggregated;
    }

    boolean attributes() {
        return attributes;
    }

    String filter() {
        return filter;
    }
}
