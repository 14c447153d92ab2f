package dev.slipway.jinja;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Comparison and arithmetic, as Python has them. */
final class Operators {
    private Operators() {}

    static boolean same(Value left, Value right) {
        if (isNumber(left) && isNumber(right)) {
            return number(left) == number(right);
        }
        if (left instanceof Value.Undefined && right instanceof Value.Undefined) {
            return true;
        }
        if (left instanceof Value.Items(List<Value> ours) && right instanceof Value.Items(List<Value> theirs)) {
            boolean same = ours.size() == theirs.size();
            for (int i = 0; same && i < ours.size(); i++) {
                same = same(ours.get(i), theirs.get(i));
            }
            return same;
        }
        return left.equals(right);
    }

    static boolean contains(Value container, Value value) {
        return switch (container) {
            case Value.Text(String text) -> text.contains(value.shown());
            case Value.Mapping(Map<String, Value> members) -> members.containsKey(value.shown());
            case Value.Items(List<Value> values) -> values.stream().anyMatch(each -> same(each, value));
            case Value.Undefined undefined -> false;
            default ->
                throw new TemplateException(
                        "cannot look into " + container.kind() + " (expected: a text, a list or a mapping)");
        };
    }

    static boolean ordered(String operator, Value left, Value right) {
        int order;
        if (isNumber(left) && isNumber(right)) {
            order = Double.compare(number(left), number(right));
        } else if (left instanceof Value.Text(String ours) && right instanceof Value.Text(String theirs)) {
            order = ours.compareTo(theirs);
        } else {
            throw new TemplateException("cannot compare " + left.kind() + " with " + right.kind()
                    + " (expected: two numbers or two texts)");
        }
        return switch (operator) {
            case "<" -> order < 0;
            case ">" -> order > 0;
            case "<=" -> order <= 0;
            default -> order >= 0;
        };
    }

    static Value arithmetic(String operator, Value left, Value right) {
        if (operator.equals("+")
                && left instanceof Value.Text(String ours)
                && right instanceof Value.Text(String theirs)) {
            return Value.of(ours + theirs);
        }
        if (operator.equals("+")
                && left instanceof Value.Items(List<Value> ours)
                && right instanceof Value.Items(List<Value> theirs)) {
            List<Value> all = new ArrayList<>(ours);
            all.addAll(theirs);
            return Value.items(all);
        }
        if (operator.equals("*") && left instanceof Value.Text(String text) && right instanceof Value.Int(long count)) {
            if (count > 0 && text.length() * count > Budget.LONGEST_OUTPUT) {
                throw new TemplateException(
                        "too long a text (expected: at most " + Budget.LONGEST_OUTPUT + " characters)");
            }
            return Value.of(text.repeat((int) Math.max(0, count)));
        }
        if (!isNumber(left) || !isNumber(right)) {
            throw new TemplateException("cannot compute " + left.kind() + " " + operator + " " + right.kind()
                    + " (expected: numbers, texts or lists)");
        }
        if (left instanceof Value.Real || right instanceof Value.Real || operator.equals("/")) {
            return real(operator, number(left), number(right));
        }
        return whole(operator, (long) number(left), (long) number(right));
    }

    static boolean isNumber(Value value) {
        return value instanceof Value.Int || value instanceof Value.Real || value instanceof Value.Bool;
    }

    static double number(Value value) {
        return switch (value) {
            case Value.Int(long number) -> number;
            case Value.Real(double number) -> number;
            case Value.Bool(boolean flag) -> flag ? 1 : 0;
            default -> throw new TemplateException(value.kind() + " (expected: a number)");
        };
    }

    private static Value whole(String operator, long left, long right) {
        if (right == 0 && (operator.equals("//") || operator.equals("%"))) {
            throw new TemplateException("division by zero");
        }
        return new Value.Int(
                switch (operator) {
                    case "+" -> left + right;
                    case "-" -> left - right;
                    case "*" -> left * right;
                    case "//" -> Math.floorDiv(left, right);
                    case "%" -> Math.floorMod(left, right);
                    default -> (long) Math.pow(left, right);
                });
    }

    private static Value real(String operator, double left, double right) {
        if (right == 0 && "//%".contains(operator)) {
            throw new TemplateException("division by zero");
        }
        return new Value.Real(
                switch (operator) {
                    case "+" -> left + right;
                    case "-" -> left - right;
                    case "*" -> left * right;
                    case "/" -> left / right;
                    case "//" -> Math.floor(left / right);
                    case "%" -> left - right * Math.floor(left / right);
                    default -> Math.pow(left, right);
                });
    }
}
