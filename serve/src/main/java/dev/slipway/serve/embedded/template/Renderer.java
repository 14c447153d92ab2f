package dev.slipway.serve.embedded.template;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Runs statements and writes what they give. */
final class Renderer {
    private final Budget budget = new Budget();
    private final Evaluator evaluator = new Evaluator(budget);
    private StringBuilder out = new StringBuilder();

    /** How a body ended. */
    private enum Flow {
        END,
        BREAK,
        CONTINUE
    }

    static String render(List<Statement> statements, Scope scope) {
        Renderer renderer = new Renderer();
        renderer.run(statements, scope);
        return renderer.out.toString();
    }

    private Flow run(List<Statement> statements, Scope scope) {
        for (Statement statement : statements) {
            budget.step();
            Flow flow = run(statement, scope);
            if (flow != Flow.END) {
                return flow;
            }
        }
        return Flow.END;
    }

    private Flow run(Statement statement, Scope scope) {
        switch (statement) {
            case Statement.Data(String text) -> write(text);
            case Statement.Print(Expression expression) ->
                write(evaluator.value(expression, scope).shown());
            case Statement.If(List<Map.Entry<Expression, List<Statement>>> branches) -> {
                for (Map.Entry<Expression, List<Statement>> branch : branches) {
                    if (evaluator.value(branch.getKey(), scope).isTrue()) {
                        return run(branch.getValue(), scope);
                    }
                }
            }
            case Statement.For loop -> loop(loop, scope);
            case Statement.Set set -> set(set, scope);
            case Statement.SetBlock(String name, List<Statement> body) ->
                scope.set(name, Value.of(captured(body, scope)));
            case Statement.Macro macro ->
                scope.set(macro.name(), new Value.Callable(macro.name(), arguments -> called(macro, arguments, scope)));
            case Statement.Passed(List<Statement> body) -> {
                return run(body, scope);
            }
            case Statement.Break stop -> {
                return Flow.BREAK;
            }
            case Statement.Continue next -> {
                return Flow.CONTINUE;
            }
        }
        return Flow.END;
    }

    private void write(String text) {
        budget.checkLength((long) out.length() + text.length());
        out.append(text);
    }

    private void set(Statement.Set set, Scope scope) {
        Value value = evaluator.value(set.value(), scope);
        if (set.member().isPresent()) {
            if (!(scope.get(set.names().getFirst()) instanceof Value.Mapping(Map<String, Value> members))) {
                throw new TemplateException(
                        "set " + set.names().getFirst() + "." + set.member().get() + " (expected: a namespace)");
            }
            members.put(set.member().get(), value);
        } else {
            assign(set.names(), value, scope);
        }
    }

    private static void assign(List<String> names, Value value, Scope scope) {
        if (names.size() == 1) {
            scope.set(names.getFirst(), value);
            return;
        }
        List<Value> values = value.iterated();
        if (values.size() != names.size()) {
            throw new TemplateException(
                    values.size() + " values for " + String.join(", ", names) + " (expected: " + names.size() + ")");
        }
        for (int i = 0; i < names.size(); i++) {
            scope.set(names.get(i), values.get(i));
        }
    }

    private void loop(Statement.For loop, Scope scope) {
        List<Value> items = new ArrayList<>();
        for (Value item : evaluator.value(loop.in(), scope).iterated()) {
            Scope inner = new Scope(scope);
            assign(loop.names(), item, inner);
            if (loop.where().isEmpty()
                    || evaluator.value(loop.where().get(), inner).isTrue()) {
                items.add(item);
            }
        }
        if (items.isEmpty()) {
            run(loop.otherwise(), scope);
        }
        for (int i = 0; i < items.size(); i++) {
            Scope inner = new Scope(scope);
            assign(loop.names(), items.get(i), inner);
            inner.set("loop", position(items, i));
            if (run(loop.body(), inner) == Flow.BREAK) {
                return;
            }
        }
    }

    private static Value position(List<Value> items, int i) {
        Map<String, Value> loop = new LinkedHashMap<>();
        loop.put("index", new Value.Int(i + 1L));
        loop.put("index0", new Value.Int(i));
        loop.put("first", Value.of(i == 0));
        loop.put("last", Value.of(i == items.size() - 1));
        loop.put("length", new Value.Int(items.size()));
        loop.put("revindex", new Value.Int(items.size() - i));
        loop.put("revindex0", new Value.Int(items.size() - i - 1L));
        if (i > 0) {
            loop.put("previtem", items.get(i - 1));
        }
        if (i + 1 < items.size()) {
            loop.put("nextitem", items.get(i + 1));
        }
        return new Value.Mapping(loop);
    }

    private Value called(Statement.Macro macro, Arguments arguments, Scope around) {
        Scope scope = new Scope(around);
        for (int i = 0; i < macro.parameters().size(); i++) {
            Map.Entry<String, Optional<Expression>> parameter =
                    macro.parameters().get(i);
            Value otherwise = parameter
                    .getValue()
                    .map(each -> evaluator.value(each, scope))
                    .orElse(new Value.Undefined(parameter.getKey()));
            scope.set(parameter.getKey(), arguments.get(i, parameter.getKey(), otherwise));
        }
        return Value.of(captured(macro.body(), scope));
    }

    private String captured(List<Statement> body, Scope scope) {
        StringBuilder before = out;
        out = new StringBuilder();
        try {
            run(body, scope);
            return out.toString();
        } finally {
            out = before;
        }
    }
}
