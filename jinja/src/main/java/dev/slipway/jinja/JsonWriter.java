package dev.slipway.jinja;

import java.util.Map;

/** Values as JSON, in the way of Python's {@code json.dumps(ensure_ascii=False)}, which models were trained on. */
final class JsonWriter {
    private static final int DEEPEST = 200;

    private final StringBuilder out = new StringBuilder();
    private final int indent;

    private JsonWriter(int indent) {
        this.indent = indent;
    }

    /** @param indent columns a level, or negative for one line */
    static String write(Value value, int indent) {
        JsonWriter writer = new JsonWriter(indent);
        writer.value(value, 0);
        return writer.out.toString();
    }

    private void value(Value value, int depth) {
        if (depth > DEEPEST) {
            throw new TemplateException("tojson: nested too deep (expected: at most " + DEEPEST + " levels)");
        }
        switch (value) {
            case Value.None none -> out.append("null");
            case Value.Bool(boolean flag) -> out.append(flag);
            case Value.Int(long number) -> out.append(number);
            case Value.Real(double number) -> out.append(number);
            case Value.Text(String text) -> text(text);
            case Value.Items items -> {
                out.append('[');
                boolean first = true;
                for (Value item : items.values()) {
                    separate(first, depth + 1);
                    first = false;
                    value(item, depth + 1);
                }
                close(first, depth, ']');
            }
            case Value.Mapping mapping -> {
                out.append('{');
                boolean first = true;
                for (Map.Entry<String, Value> member : mapping.members().entrySet()) {
                    separate(first, depth + 1);
                    first = false;
                    text(member.getKey());
                    out.append(": ");
                    value(member.getValue(), depth + 1);
                }
                close(first, depth, '}');
            }
            case Value.Undefined undefined ->
                throw new TemplateException("tojson of " + value.kind() + " (expected: a value)");
            case Value.Callable callable ->
                throw new TemplateException("tojson of " + value.kind() + " (expected: a value)");
        }
    }

    private void separate(boolean first, int depth) {
        if (indent >= 0) {
            out.append(first ? "" : ",").append('\n').append(" ".repeat(Math.min(indent, 16) * depth));
        } else if (!first) {
            out.append(", ");
        }
    }

    private void close(boolean empty, int depth, char end) {
        if (indent >= 0 && !empty) {
            out.append('\n').append(" ".repeat(Math.min(indent, 16) * depth));
        }
        out.append(end);
    }

    private void text(String text) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                case '\b' -> out.append("\\b");
                case '\f' -> out.append("\\f");
                default -> {
                    if (c < 0x20) {
                        out.append(String.format("\\u%04x", (int) c));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        out.append('"');
    }
}
