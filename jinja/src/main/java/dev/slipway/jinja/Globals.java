package dev.slipway.jinja;

import java.util.ArrayList;
import java.util.List;

/** The functions that every template has. */
final class Globals {
    private static final int MOST_NUMBERS = 100_000;

    private Globals() {}

    static Scope scope() {
        Scope scope = new Scope(null);
        scope.set("namespace", new Value.Callable("namespace", arguments -> Value.mapping(arguments.named())));
        scope.set("dict", new Value.Callable("dict", arguments -> Value.mapping(arguments.named())));
        scope.set("range", new Value.Callable("range", Globals::range));
        return scope;
    }

    private static Value range(Arguments arguments) {
        boolean single = arguments.values().size() == 1;
        long from = single ? 0 : arguments.number(0, "start", 0);
        long to = arguments.number(single ? 0 : 1, "stop", 0);
        long step = arguments.number(2, "step", 1);
        if (step == 0 || Math.abs((to - from) / step) > MOST_NUMBERS) {
            throw new TemplateException("range: " + from + " to " + to + " by " + step + " (expected: at most "
                    + MOST_NUMBERS + " numbers)");
        }
        List<Value> numbers = new ArrayList<>();
        for (long i = from; step > 0 ? i < to : i > to; i += step) {
            numbers.add(new Value.Int(i));
        }
        return Value.items(numbers);
    }
}
