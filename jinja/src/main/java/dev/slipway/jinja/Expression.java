package dev.slipway.jinja;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** An expression as it was read. */
sealed interface Expression {
    record Constant(Value value) implements Expression {}

    record Name(String name) implements Expression {}

    /** An expression with its place, for messages. */
    record Located(TemplateException.Place place, Expression expression) implements Expression {}

    record ListOf(List<Expression> items) implements Expression {}

    record MappingOf(List<Map.Entry<Expression, Expression>> members) implements Expression {}

    /** {@code not}, {@code -} or {@code +}. */
    record Unary(String operator, Expression operand) implements Expression {}

    record Binary(String operator, Expression left, Expression right) implements Expression {}

    record Conditional(Expression condition, Expression then, Optional<Expression> otherwise) implements Expression {}

    /** {@code a.b} and {@code a['b']}. */
    record Member(Expression of, Expression key) implements Expression {}

    record Slice(Expression of, Optional<Expression> from, Optional<Expression> to, Optional<Expression> step)
            implements Expression {}

    record Call(Expression callee, Parameters parameters) implements Expression {}

    record Filter(Expression operand, String name, Parameters parameters) implements Expression {}

    record Test(Expression operand, String name, Parameters parameters, boolean not) implements Expression {}

    record Parameters(List<Expression> values, Map<String, Expression> named) {
        static final Parameters NONE = new Parameters(List.of(), Map.of());
    }
}
