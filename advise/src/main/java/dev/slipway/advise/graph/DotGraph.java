package dev.slipway.advise.graph;

/** A picture in Graphviz' language. */
public final class DotGraph {
    private DotGraph() {}

    public static String render(GraphPicture picture) {
        StringBuilder out = new StringBuilder("digraph build {\n  rankdir=TB;\n  node [shape=box, style=filled];\n");
        int cluster = 0;
        for (GraphPicture.Column column : picture.columns()) {
            String indent = "  ";
            if (!column.stage().isEmpty()) {
                out.append("  subgraph cluster_").append(cluster++).append(" {\n");
                out.append("    label=").append(quoted(column.stage())).append(";\n");
                indent = "    ";
            }
            for (GraphPicture.Box box : column.boxes()) {
                String text = box.line() == 0 ? box.text() : box.line() + ": " + box.text();
                out.append(indent).append(id(box.number())).append(" [label=").append(quoted(text));
                out.append(", fillcolor=\"").append(Colours.fill(box.look())).append("\"];\n");
            }
            if (!column.stage().isEmpty()) {
                out.append("  }\n");
            }
        }
        for (GraphPicture.Arrow arrow : picture.arrows()) {
            out.append("  ").append(id(arrow.from())).append(" -> ").append(id(arrow.to()));
            out.append(arrow.root() ? ";\n" : " [style=dashed];\n");
        }
        return out.append("}\n").toString();
    }

    private static String id(int number) {
        return number < 0 ? "context" : "s" + number;
    }

    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
