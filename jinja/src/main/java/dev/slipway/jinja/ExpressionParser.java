package dev.slipway.jinja;

import dev.slipway.jinja.Expression.Binary;
import dev.slipway.jinja.Expression.Constant;
import dev.slipway.jinja.Expression.Parameters;
import dev.slipway.jinja.Expression.Unary;
import dev.slipway.jinja.Token.Kind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads expressions; each method one level of Jinja's precedence, the weakest first. */
final class ExpressionParser {
    private static final Set<String> COMPARISONS = Set.of("==", "!=", "<", ">", "<=", ">=");
    private final Tokens tokens;

    ExpressionParser(Tokens tokens) {
        this.tokens = tokens;
    }

    /** A tuple without parentheses is a list. */
    Expression tuple() {
        Expression first = expression();
        if (!tokens.peek().is(Kind.OPERATOR, ",")) {
            return first;
        }
        List<Expression> items = new ArrayList<>(List.of(first));
        while (tokens.skipOperator(",")) {
            items.add(expression());
        }
        return new Expression.ListOf(items);
    }

    Expression expression() {
        tokens.enter();
        TemplateException.Place place = tokens.place();
        Expression made = or();
        while (tokens.skipName("if")) {
            Expression condition = or();
            Optional<Expression> otherwise = tokens.skipName("else") ? Optional.of(expression()) : Optional.empty();
            made = new Expression.Conditional(condition, made, otherwise);
        }
        tokens.leave();
        return new Expression.Located(place, made);
    }

    /** Without {@code if}, which belongs to the loop then. */
    Expression or() {
        Expression left = and();
        while (tokens.skipName("or")) {
            left = new Binary("or", left, and());
        }
        return left;
    }

    private Expression and() {
        Expression left = not();
        while (tokens.skipName("and")) {
            left = new Binary("and", left, not());
        }
        return left;
    }

    private Expression not() {
        if (tokens.skipName("not")) {
            tokens.enter();
            Expression made = new Unary("not", not());
            tokens.leave();
            return made;
        }
        return comparison();
    }

    private Expression comparison() {
        Expression left = sum();
        while (true) {
            Token token = tokens.peek();
            if (token.kind() == Kind.OPERATOR && COMPARISONS.contains(token.text())) {
                tokens.next();
                left = new Binary(token.text(), left, sum());
            } else if (tokens.skipName("in")) {
                left = new Binary("in", left, sum());
            } else if (token.is(Kind.NAME, "not") && tokens.peek(1).is(Kind.NAME, "in")) {
                tokens.next();
                tokens.next();
                left = new Unary("not", new Binary("in", left, sum()));
            } else {
                return left;
            }
        }
    }

    private Expression sum() {
        Expression left = concatenation();
        while (tokens.peek().is(Kind.OPERATOR, "+") || tokens.peek().is(Kind.OPERATOR, "-")) {
            left = new Binary(tokens.next().text(), left, concatenation());
        }
        return left;
    }

    private Expression concatenation() {
        Expression left = product();
        while (tokens.skipOperator("~")) {
            left = new Binary("~", left, product());
        }
        return left;
    }

    private Expression product() {
        Expression left = unary();
        while (tokens.peek().kind() == Kind.OPERATOR
                && Set.of("*", "/", "//", "%", "**").contains(tokens.peek().text())) {
            left = new Binary(tokens.next().text(), left, unary());
        }
        return left;
    }

    private Expression unary() {
        if (tokens.peek().is(Kind.OPERATOR, "-") || tokens.peek().is(Kind.OPERATOR, "+")) {
            tokens.enter();
            Expression made = new Unary(tokens.next().text(), unary());
            tokens.leave();
            return made;
        }
        return filtered(postfix(primary()));
    }

    private Expression filtered(Expression operand) {
        Expression made = operand;
        while (true) {
            if (tokens.skipOperator("|")) {
                String name = tokens.name();
                made = postfix(new Expression.Filter(made, name, parameters()));
            } else if (tokens.skipName("is")) {
                boolean not = tokens.skipName("not");
                String name = tokens.next().text();
                made = new Expression.Test(made, name, testParameters(), not);
            } else {
                return made;
            }
        }
    }

    /** A test's argument may stand without parentheses. */
    private Parameters testParameters() {
        Token token = tokens.peek();
        boolean value = token.kind() == Kind.STRING
                || token.kind() == Kind.NUMBER
                || token.kind() == Kind.NAME
                        && !Set.of("and", "or", "not", "if", "else", "is", "in").contains(token.text());
        return value ? new Parameters(List.of(postfix(primary())), Map.of()) : parameters();
    }

    private Parameters parameters() {
        return tokens.peek().is(Kind.OPERATOR, "(") ? arguments() : Parameters.NONE;
    }

    private Parameters arguments() {
        tokens.expectOperator("(");
        List<Expression> values = new ArrayList<>();
        Map<String, Expression> named = new LinkedHashMap<>();
        while (!tokens.skipOperator(")")) {
            if (tokens.peek().kind() == Kind.NAME && tokens.peek(1).is(Kind.OPERATOR, "=")) {
                String name = tokens.name();
                tokens.next();
                named.put(name, expression());
            } else {
                values.add(expression());
            }
            if (!tokens.peek().is(Kind.OPERATOR, ")")) {
                tokens.expectOperator(",");
            }
        }
        return new Parameters(values, named);
    }

    private Expression postfix(Expression operand) {
        Expression made = operand;
        while (true) {
            if (tokens.skipOperator(".")) {
                Token key = tokens.next();
                made = new Expression.Member(
                        made, new Constant(key.kind() == Kind.NUMBER ? number(key.text()) : Value.of(key.text())));
            } else if (tokens.skipOperator("[")) {
                made = subscript(made);
            } else if (tokens.peek().is(Kind.OPERATOR, "(")) {
                made = new Expression.Call(made, arguments());
            } else {
                return made;
            }
        }
    }

    private Expression subscript(Expression of) {
        Optional<Expression> from = bound();
        if (tokens.skipOperator("]")) {
            return new Expression.Member(of, from.orElseThrow(() -> tokens.unexpected("an index")));
        }
        tokens.expectOperator(":");
        Optional<Expression> to = bound();
        Optional<Expression> step = tokens.skipOperator(":") ? bound() : Optional.empty();
        tokens.expectOperator("]");
        return new Expression.Slice(of, from, to, step);
    }

    private Optional<Expression> bound() {
        boolean none = tokens.peek().is(Kind.OPERATOR, ":") || tokens.peek().is(Kind.OPERATOR, "]");
        return none ? Optional.empty() : Optional.of(expression());
    }

    private Expression primary() {
        Token token = tokens.next();
        return switch (token.kind()) {
            case STRING -> new Constant(Value.of(strings(token.text())));
            case NUMBER -> new Constant(number(token.text()));
            case NAME ->
                switch (token.text()) {
                    case "true", "True" -> new Constant(Value.of(true));
                    case "false", "False" -> new Constant(Value.of(false));
                    case "none", "None" -> new Constant(Value.none());
                    default -> new Expression.Name(token.text());
                };
            case OPERATOR ->
                switch (token.text()) {
                    case "(" -> parenthesized();
                    case "[" -> new Expression.ListOf(list("]"));
                    case "{" -> mapping();
                    default -> throw new TemplateException("\"" + token.text() + "\" (expected: a value)");
                };
            case DATA, PRINT_BEGIN, PRINT_END, BLOCK_BEGIN, BLOCK_END, END ->
                throw new TemplateException("the expression ends too early (expected: a value)");
        };
    }

    /** Texts side by side are one. */
    private String strings(String first) {
        StringBuilder text = new StringBuilder(first);
        while (tokens.peek().kind() == Kind.STRING) {
            text.append(tokens.next().text());
        }
        return text.toString();
    }

    private Expression parenthesized() {
        if (tokens.skipOperator(")")) {
            return new Expression.ListOf(List.of());
        }
        Expression first = expression();
        if (tokens.skipOperator(")")) {
            return first;
        }
        tokens.expectOperator(",");
        List<Expression> items = new ArrayList<>(List.of(first));
        items.addAll(list(")"));
        return new Expression.ListOf(items);
    }

    private List<Expression> list(String end) {
        List<Expression> items = new ArrayList<>();
        while (!tokens.skipOperator(end)) {
            items.add(expression());
            if (!tokens.peek().is(Kind.OPERATOR, end)) {
                tokens.expectOperator(",");
            }
        }
        return items;
    }

    private Expression mapping() {
        List<Map.Entry<Expression, Expression>> members = new ArrayList<>();
        while (!tokens.skipOperator("}")) {
            Expression key = expression();
            tokens.expectOperator(":");
            members.add(Map.entry(key, expression()));
            if (!tokens.peek().is(Kind.OPERATOR, "}")) {
                tokens.expectOperator(",");
            }
        }
        return new Expression.MappingOf(members);
    }

    private static Value number(String text) {
        try {
            return text.contains(".") ? new Value.Real(Double.parseDouble(text)) : new Value.Int(Long.parseLong(text));
        } catch (NumberFormatException e) {
            throw new TemplateException("\"" + text + "\" (expected: a number)");
        }
    }
}
