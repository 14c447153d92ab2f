package dev.slipway.advise.graph;

import dev.slipway.advise.graph.GraphPicture.Arrow;
import dev.slipway.advise.graph.GraphPicture.Box;
import dev.slipway.advise.graph.GraphPicture.Column;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A picture as SVG, laid out here: stages are columns, a box stands lower than everything that it uses, arrows are
 * curves. Stands for itself: no script, no font, no style from elsewhere.
 */
public final class SvgGraph {
    private static final int BOX_WIDTH = 330;
    private static final int BOX_HEIGHT = 26;
    private static final int ROW = 46;
    private static final int COLUMN = BOX_WIDTH + 70;
    private static final int TOP = 50;
    private static final int MARGIN = 20;
    private static final int LETTERS = 46;

    private final GraphPicture picture;
    private final Map<Integer, Integer> rows = new HashMap<>();
    private final Map<Integer, Integer> columns = new HashMap<>();

    private SvgGraph(GraphPicture picture) {
        this.picture = picture;
        place();
    }

    public static String render(GraphPicture picture) {
        return new SvgGraph(picture).draw();
    }

    /** Boxes come in graph order over all columns when sorted by number, so inputs have their rows first. */
    private void place() {
        List<Box> boxes = new ArrayList<>();
        for (int i = 0; i < picture.columns().size(); i++) {
            for (Box box : picture.columns().get(i).boxes()) {
                columns.put(box.number(), i);
                boxes.add(box);
            }
        }
        boxes.sort((one, other) -> Integer.compare(one.number(), other.number()));
        Map<Integer, List<Integer>> inputs = new HashMap<>();
        for (Arrow arrow : picture.arrows()) {
            inputs.computeIfAbsent(arrow.to(), to -> new ArrayList<>()).add(arrow.from());
        }
        int[] free = new int[picture.columns().size()];
        for (Box box : boxes) {
            int column = columns.getOrDefault(box.number(), 0);
            int row = free[column];
            for (int input : inputs.getOrDefault(box.number(), List.of())) {
                boolean beside = columns.getOrDefault(input, column) != column;
                row = Math.max(row, rows.getOrDefault(input, -1) + (beside ? 0 : 1));
            }
            rows.put(box.number(), row);
            free[column] = row + 1;
        }
    }

    private String draw() {
        int lowest = rows.values().stream().mapToInt(Integer::intValue).max().orElse(0);
        int width = 2 * MARGIN + picture.columns().size() * COLUMN - (COLUMN - BOX_WIDTH);
        int height = TOP + (lowest + 1) * ROW + MARGIN;
        StringBuilder out = new StringBuilder();
        out.append("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\" "
                        .formatted(width, height, width, height))
                .append("font-family=\"sans-serif\" font-size=\"12\">\n");
        out.append("<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n");
        out.append(
                        "<defs><marker id=\"head\" markerWidth=\"8\" markerHeight=\"8\" refX=\"7\" refY=\"3\" orient=\"auto\">")
                .append("<path d=\"M0,0 L7,3 L0,6 z\" fill=\"#555555\"/></marker></defs>\n");
        for (Arrow arrow : picture.arrows()) {
            arrow(out, arrow);
        }
        for (int i = 0; i < picture.columns().size(); i++) {
            column(out, picture.columns().get(i), MARGIN + i * COLUMN);
        }
        return out.append("</svg>\n").toString();
    }

    private void column(StringBuilder out, Column column, int x) {
        out.append("<text x=\"%d\" y=\"%d\" font-weight=\"bold\">%s</text>\n"
                .formatted(x, TOP - 20, escaped(column.stage())));
        for (Box box : column.boxes()) {
            int y = top(box.number());
            String text = box.line() == 0 ? box.text() : box.line() + ": " + box.text();
            out.append("<g><title>%s</title>".formatted(escaped(text)));
            out.append("<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" rx=\"3\" fill=\"%s\" stroke=\"#555555\"/>"
                    .formatted(x, y, BOX_WIDTH, BOX_HEIGHT, Colours.fill(box.look())));
            out.append("<text x=\"%d\" y=\"%d\">%s</text></g>\n".formatted(x + 8, y + 17, escaped(cut(text))));
        }
    }

    private int top(int number) {
        return TOP + rows.getOrDefault(number, 0) * ROW;
    }

    private int left(int number) {
        return MARGIN + columns.getOrDefault(number, 0) * COLUMN;
    }

    private void arrow(StringBuilder out, Arrow arrow) {
        int from = left(arrow.from());
        int to = left(arrow.to());
        String dashes = arrow.root() ? "" : " stroke-dasharray=\"4 3\"";
        String path;
        if (from == to) {
            int x = from + BOX_WIDTH / 2;
            boolean next = top(arrow.to()) - top(arrow.from()) == ROW;
            int side = next ? x : from + BOX_WIDTH + 40;
            path = "M%d,%d C%d,%d %d,%d %d,%d"
                    .formatted(
                            x,
                            top(arrow.from()) + BOX_HEIGHT,
                            side,
                            top(arrow.from()) + ROW,
                            side,
                            top(arrow.to()) - ROW + BOX_HEIGHT,
                            x,
                            top(arrow.to()));
        } else {
            boolean right = to > from;
            int x = right ? from + BOX_WIDTH : from;
            int end = right ? to : to + BOX_WIDTH;
            int bend = right ? 35 : -35;
            int y = top(arrow.from()) + BOX_HEIGHT / 2;
            int below = top(arrow.to()) + BOX_HEIGHT / 2;
            path = "M%d,%d C%d,%d %d,%d %d,%d".formatted(x, y, x + bend, y, end - bend, below, end, below);
        }
        out.append("<path d=\"%s\" fill=\"none\" stroke=\"#555555\" marker-end=\"url(#head)\"%s/>\n"
                .formatted(path, dashes));
    }

    private static String cut(String text) {
        return text.codePointCount(0, text.length()) <= LETTERS
                ? text
                : text.substring(0, text.offsetByCodePoints(0, LETTERS - 1)) + "…";
    }

    private static String escaped(String text) {
        StringBuilder out = new StringBuilder();
        text.codePoints().forEach(c -> {
            switch (c) {
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '&' -> out.append("&amp;");
                case '"' -> out.append("&quot;");
                // control characters are not XML
                default -> out.appendCodePoint(c < 0x20 || c == 0x7F || (c >= 0xD800 && c < 0xE000) ? 0xFFFD : c);
            }
        });
        return out.toString();
    }
}
