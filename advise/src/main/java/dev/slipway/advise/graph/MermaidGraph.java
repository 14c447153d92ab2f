package dev.slipway.advise.graph;

/** A picture as a Mermaid flow chart, which Markdown viewers draw. */
public final class MermaidGraph {
    private MermaidGraph() {}

    public static String render(GraphPicture picture) {
        StringBuilder out = new StringBuilder("flowchart TD\n");
        int group = 0;
        for (GraphPicture.Column column : picture.columns()) {
            String indent = "  ";
            if (!column.stage().isEmpty()) {
                out.append("  subgraph g")
                        .append(group++)
                        .append("[")
                        .append(quoted(column.stage()))
                        .append("]\n");
                indent = "    ";
            }
            for (GraphPicture.Box box : column.boxes()) {
                String text = box.line() == 0 ? box.text() : box.line() + ": " + box.text();
                out.append(indent)
                        .append(id(box.number()))
                        .append('[')
                        .append(quoted(text))
                        .append("]\n");
            }
            if (!column.stage().isEmpty()) {
                out.append("  end\n");
            }
        }
        for (GraphPicture.Arrow arrow : picture.arrows()) {
            out.append("  ").append(id(arrow.from()));
            out.append(arrow.root() ? " --> " : " -.-> ").append(id(arrow.to())).append('\n');
        }
        return out.toString();
    }

    private static String id(int number) {
        return number < 0 ? "context" : "s" + number;
    }

    /** Mermaid reads entities in quoted text, and takes backquotes for Markdown. */
    private static String quoted(String text) {
        return '"'
                + text.replace("&", "&amp;")
                        .replace("#", "&num;")
                        .replace("\"", "&quot;")
                        .replace("`", "&#96;")
                        .replace("<", "&lt;")
                        .replace(">", "&gt;")
                + '"';
    }
}
