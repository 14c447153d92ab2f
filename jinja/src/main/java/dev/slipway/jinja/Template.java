package dev.slipway.jinja;

import java.util.List;
import java.util.Map;

/**
 * A template that was read; safe for any thread. White space is as with Jinja's {@code trim_blocks} and {@code lstrip_blocks}:
 * a line that holds only a statement or comment leaves nothing behind. The last line break is kept.
 *
 * <p>Work and length of a rendering are bounded. What a template sees: its variables, and {@code range}, {@code dict} and
 * {@code namespace}.
 */
public final class Template {
    private final List<Statement> statements;

    private Template(List<Statement> statements) {
        this.statements = statements;
    }

    /** One that may not name others. */
    public static Template alone(String name, String source) {
        return new Template(StatementParser.parse(name, source, false));
    }

    /**
     * One that may include and import others.
     *
     * @param name for messages
     * @throws TemplateException with the place of what cannot be read
     */
    public static Template parse(String name, String source) {
        return new Template(StatementParser.parse(name, source, true));
    }

    /** What is not defined is empty, as by Jinja's default; there are no other templates. */
    public String render(Map<String, Value> variables) {
        return Renderer.render(statements, variables, TemplateLoader.NONE, false);
    }

    /**
     * Using what is not defined is an error, as with Jinja's {@code StrictUndefined}; {@code is defined} and {@code default}
     * may ask. Stricter than that: nothing undefined may be handed to a macro, a function or a filter, or put into a list.
     */
    public String renderStrictly(Map<String, Value> variables, TemplateLoader loader) {
        return Renderer.render(statements, variables, loader, true);
    }
}
