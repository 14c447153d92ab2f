package dev.slipway.jinja;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Runs statements and writes what they give. */
final class Renderer {
    private final Budget budget = new Budget();
    private final Evaluator evaluator;
    private final TemplateLoader loader;
    private final Map<String, Optional<List<Statement>>> loaded = new HashMap<>();
    private StringBuilder out = new StringBuilder();

    /** How a body ended. */
    private enum Flow {
        END,
        BREAK,
        CONTINUE
    }

    private Renderer(TemplateLoader loader, boolean strict) {
        this.loader = loader;
        evaluator = new Evaluator(budget, strict);
    }

    static String render(
            List<Statement> statements, Map<String, Value> variables, TemplateLoader loader, boolean strict) {
        Renderer renderer = new Renderer(loader, strict);
        Scope scope = new Scope(Globals.scope());
        variables.forEach(scope::set);
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
            case Statement.Located(TemplateException.Place place, Statement located) -> {
                try {
                    return run(located, scope);
                } catch (TemplateException e) {
                    throw e.at(place);
                }
            }
            case Statement.Include include -> include(include, scope);
            case Statement.Import(Expression name, String as) ->
                scope.set(as, new Value.Mapping(imported(name, scope)));
            case Statement.From from -> from(from, scope);
            case Statement.Print(Expression expression) ->
                write(evaluator.used(expression, scope).shown());
            case Statement.If(List<Map.Entry<Expression, List<Statement>>> branches) -> {
                for (Map.Entry<Expression, List<Statement>> branch : branches) {
                    if (evaluator.used(branch.getKey(), scope).isTrue()) {
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

    /** What it sets stays in it. */
    private void include(Statement.Include include, Scope scope) {
        String name = name(include.name(), scope);
        Optional<List<Statement>> found = load(name);
        if (found.isPresent()) {
            nested(found.get(), new Scope(scope));
        } else if (!include.ignoreMissing()) {
            throw absent(name);
        }
    }

    /** What a template sets at its top, which sees no variables and whose text is dropped. */
    private Map<String, Value> imported(Expression expression, Scope scope) {
        String name = name(expression, scope);
        Scope own = new Scope(Globals.scope());
        StringBuilder before = out;
        out = new StringBuilder();
        nested(load(name).orElseThrow(() -> absent(name)), own);
        out = before;
        return own.values();
    }

    private void from(Statement.From from, Scope scope) {
        Map<String, Value> members = imported(from.name(), scope);
        from.members().forEach((member, as) -> {
            Value value = members.get(member);
            if (value == null) {
                throw TemplateException.undefined(member);
            }
            scope.set(as, value);
        });
    }

    private String name(Expression expression, Scope scope) {
        if (evaluator.used(expression, scope) instanceof Value.Text(String name)) {
            return name;
        }
        throw new TemplateException("the name of a template that is no text (expected: a text)");
    }

    private Optional<List<Statement>> load(String name) {
        Optional<List<Statement>> known = loaded.get(name);
        if (known == null) {
            known = loader.source(name).map(source -> StatementParser.parse(name, source, true));
            loaded.put(name, known);
        }
        return known;
    }

    private static TemplateException absent(String name) {
        return new TemplateException("no template \"" + name + "\" (expected: one that is there)");
    }

    private void nested(List<Statement> statements, Scope scope) {
        budget.enter();
        run(statements, scope);
        budget.leave();
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
        for (Value item : evaluator.used(loop.in(), scope).iterated()) {
            Scope inner = new Scope(scope);
            assign(loop.names(), item, inner);
            if (loop.where().isEmpty()
                    || evaluator.used(loop.where().get(), inner).isTrue()) {
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
