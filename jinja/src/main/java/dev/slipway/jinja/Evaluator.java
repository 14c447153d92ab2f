package dev.slipway.jinja;

import dev.slipway.jinja.Expression.Binary;
import dev.slipway.jinja.Expression.Conditional;
import dev.slipway.jinja.Expression.Parameters;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What expressions are, with the variables of a scope. */
final class Evaluator {
    /** Filters and tests that are there for it. */
    private static final Set<String> TAKE_UNDEFINED = Set.of("default", "d", "defined", "undefined");

    private final Budget budget;
    private final boolean strict;

    /** @param strict whether using what is not defined is an error, as with Jinja's {@code StrictUndefined} */
    Evaluator(Budget budget, boolean strict) {
        this.budget = budget;
        this.strict = strict;
    }

    /** For a use that wants something. */
    Value used(Expression expression, Scope scope) {
        if (expression instanceof Expression.Located(TemplateException.Place place, Expression located)) {
            try {
                return used(located, scope);
            } catch (TemplateException e) {
                throw e.at(place);
            }
        }
        Value value = value(expression, scope);
        if (strict && value instanceof Value.Undefined(String name) && value != Value.Undefined.NO_ELSE) {
            throw TemplateException.undefined(name);
        }
        return value;
    }

    private Value located(Expression.Located located, Scope scope) {
        try {
            return value(located.expression(), scope);
        } catch (TemplateException e) {
            throw e.at(located.place());
        }
    }

    /** May be undefined: {@code set}, {@code default} and {@code is defined} take that too. */
    Value value(Expression expression, Scope scope) {
        budget.step();
        return switch (expression) {
            case Expression.Located located -> located(located, scope);
            case Expression.Constant(Value value) -> value;
            case Expression.Name(String name) -> scope.get(name);
            case Expression.ListOf(List<Expression> items) ->
                Value.items(items.stream().map(item -> used(item, scope)).toList());
            case Expression.MappingOf mapping -> mapping(mapping, scope);
            case Expression.Unary(String operator, Expression operand) -> unary(operator, used(operand, scope));
            case Binary binary -> binary(binary, scope);
            case Conditional conditional -> conditional(conditional, scope);
            case Expression.Member(Expression of, Expression key) -> member(used(of, scope), used(key, scope));
            case Expression.Slice slice -> slice(slice, scope);
            case Expression.Call(Expression callee, Parameters parameters) ->
                call(used(callee, scope), arguments(parameters, scope));
            case Expression.Filter(Expression operand, String name, Parameters parameters) ->
                checked(Filters.apply(
                        name,
                        TAKE_UNDEFINED.contains(name) ? value(operand, scope) : used(operand, scope),
                        arguments(parameters, scope)));
            case Expression.Test test -> test(test, scope);
        };
    }

    private Value test(Expression.Test test, Scope scope) {
        Value operand =
                TAKE_UNDEFINED.contains(test.name()) ? value(test.operand(), scope) : used(test.operand(), scope);
        return Value.of(test.not() != Tests.holds(test.name(), operand, arguments(test.parameters(), scope)));
    }

    Value call(Value callee, Arguments arguments) {
        if (!(callee instanceof Value.Callable(String name, Value.Function function))) {
            throw new TemplateException("cannot call " + callee.kind() + " (expected: a function)");
        }
        budget.enter();
        try {
            return checked(function.call(arguments));
        } finally {
            budget.leave();
        }
    }

    private Value checked(Value value) {
        if (value instanceof Value.Text(String text)) {
            budget.checkLength(text.length());
        } else if (value instanceof Value.Items(List<Value> values)) {
            budget.checkLength(values.size());
        }
        return value;
    }

    private Arguments arguments(Parameters parameters, Scope scope) {
        Map<String, Value> named = new LinkedHashMap<>();
        parameters.named().forEach((name, expression) -> named.put(name, used(expression, scope)));
        return new Arguments(
                parameters.values().stream().map(each -> used(each, scope)).toList(), named);
    }

    private Value mapping(Expression.MappingOf mapping, Scope scope) {
        Map<String, Value> members = new LinkedHashMap<>();
        for (Map.Entry<Expression, Expression> member : mapping.members()) {
            members.put(used(member.getKey(), scope).shown(), used(member.getValue(), scope));
        }
        return Value.mapping(members);
    }

    private Value conditional(Conditional conditional, Scope scope) {
        if (used(conditional.condition(), scope).isTrue()) {
            return value(conditional.then(), scope);
        }
        return conditional.otherwise().map(each -> value(each, scope)).orElse(Value.Undefined.NO_ELSE);
    }

    private static Value unary(String operator, Value operand) {
        if (operator.equals("not")) {
            return Value.of(!operand.isTrue());
        }
        boolean minus = operator.equals("-");
        return switch (operand) {
            case Value.Int(long number) -> new Value.Int(minus ? -number : number);
            case Value.Real(double number) -> new Value.Real(minus ? -number : number);
            default -> throw new TemplateException("cannot negate " + operand.kind() + " (expected: a number)");
        };
    }

    private Value binary(Binary binary, Scope scope) {
        Value left = used(binary.left(), scope);
        switch (binary.operator()) {
            case "and" -> {
                return left.isTrue() ? used(binary.right(), scope) : left;
            }
            case "or" -> {
                return left.isTrue() ? left : used(binary.right(), scope);
            }
            default -> {}
        }
        Value right = used(binary.right(), scope);
        return switch (binary.operator()) {
            case "==" -> Value.of(Operators.same(left, right));
            case "!=" -> Value.of(!Operators.same(left, right));
            case "in" -> Value.of(Operators.contains(right, left));
            case "~" -> checked(Value.of(left.shown() + right.shown()));
            case "<", ">", "<=", ">=" -> Value.of(Operators.ordered(binary.operator(), left, right));
            default -> checked(Operators.arithmetic(binary.operator(), left, right));
        };
    }

    private static Value member(Value of, Value key) {
        if (of instanceof Value.Mapping(Map<String, Value> members) && members.containsKey(key.shown())) {
            return members.get(key.shown());
        }
        if (key instanceof Value.Int(long number)) {
            List<Value> items = of instanceof Value.Mapping ? List.of() : of.iterated();
            long at = number < 0 ? items.size() + number : number;
            return at >= 0 && at < items.size() ? items.get((int) at) : new Value.Undefined(key.shown());
        }
        if (of instanceof Value.Undefined(String name)) {
            throw new TemplateException("\"" + key.shown() + "\" of \"" + name + "\", which is not defined");
        }
        String name = key.shown();
        return Methods.find(of, name)
                .<Value>map(function -> new Value.Callable(name, function))
                .orElse(new Value.Undefined(name));
    }

    private Value slice(Expression.Slice slice, Scope scope) {
        Value of = used(slice.of(), scope);
        List<Value> items = of.iterated();
        long step = bound(slice.step(), scope).orElse(1L);
        if (step == 0) {
            throw new TemplateException("a slice with step 0 (expected: another step)");
        }
        int size = items.size();
        long from =
                bound(slice.from(), scope).map(at -> at < 0 ? at + size : at).orElse(step > 0 ? 0L : size - 1L);
        long to = bound(slice.to(), scope).map(at -> at < 0 ? at + size : at).orElse(step > 0 ? size : -1L);
        List<Value> made = new ArrayList<>();
        if (step > 0) {
            for (long at = Math.max(0, from); at < Math.min(size, to); at += step) {
                made.add(items.get((int) at));
            }
        } else {
            for (long at = Math.min(size - 1L, from); at > Math.max(-1, to); at += step) {
                made.add(items.get((int) at));
            }
        }
        if (of instanceof Value.Text) {
            StringBuilder text = new StringBuilder();
            made.forEach(each -> text.append(each.shown()));
            return Value.of(text.toString());
        }
        return Value.items(made);
    }

    private Optional<Long> bound(Optional<Expression> expression, Scope scope) {
        return expression.map(each -> used(each, scope)).flatMap(value -> switch (value) {
            case Value.Int(long number) -> Optional.of(Math.clamp(number, -1L << 40, 1L << 40));
            case Value.None none -> Optional.empty();
            default -> throw new TemplateException("a slice with " + value.kind() + " (expected: numbers)");
        });
    }
}
