package dev.slipway.jinja;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A statement as it was read. */
sealed interface Statement {
    record Data(String text) implements Statement {}

    /** A statement with its place, for messages. */
    record Located(TemplateException.Place place, Statement statement) implements Statement {}

    record Include(Expression name, boolean ignoreMissing) implements Statement {}

    /** {@code import name as as}. */
    record Import(Expression name, String as) implements Statement {}

    /** {@code from name import a, b as c}: what is taken, and as what. */
    record From(Expression name, Map<String, String> members) implements Statement {}

    record Print(Expression expression) implements Statement {}

    /** @param branches conditions and bodies, in order; the last may have the condition true */
    record If(List<Map.Entry<Expression, List<Statement>>> branches) implements Statement {}

    record For(
            List<String> names,
            Expression in,
            Optional<Expression> where,
            List<Statement> body,
            List<Statement> otherwise)
            implements Statement {}

    /** @param member for {@code set namespace.member = ...} */
    record Set(List<String> names, Optional<String> member, Expression value) implements Statement {}

    record SetBlock(String name, List<Statement> body) implements Statement {}

    /** @param parameters names and what they are when not given */
    record Macro(String name, List<Map.Entry<String, Optional<Expression>>> parameters, List<Statement> body)
            implements Statement {}

    /** {@code generation}: marks what the model said, for training. */
    record Passed(List<Statement> body) implements Statement {}

    record Break() implements Statement {}

    record Continue() implements Statement {}
}
