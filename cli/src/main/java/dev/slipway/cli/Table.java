package dev.slipway.cli;

import java.util.ArrayList;
import java.util.List;

/** Rows in columns, aligned to the widest cell, as Docker's lists: capitals above, three spaces between. */
final class Table {
    private static final String GAP = "   ";

    private final List<String> head;
    private final List<List<String>> rows = new ArrayList<>();

    Table(String... head) {
        this.head = List.of(head);
    }

    void row(String... cells) {
        if (cells.length != head.size()) {
            throw new IllegalArgumentException("cells: " + cells.length + " (expected: " + head.size() + ")");
        }
        rows.add(List.of(cells));
    }

    /**
     * @param columns width of the terminal; the last column is cut to it. 0 for no limit
     */
    List<String> render(int columns) {
        List<List<String>> all = new ArrayList<>();
        all.add(head);
        all.addAll(rows);
        int[] widths = new int[head.size()];
        for (List<String> row : all) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        return all.stream().map(row -> line(row, widths, columns)).toList();
    }

    private static String line(List<String> row, int[] widths, int columns) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < widths.length - 1; i++) {
            line.append(row.get(i))
                    .append(" ".repeat(widths[i] - row.get(i).length()))
                    .append(GAP);
        }
        String text = line.append(row.getLast()).toString().stripTrailing();
        return columns > 1 && text.length() > columns ? text.substring(0, columns - 1) + "…" : text;
    }
}
