package dev.slipway.serve.embedded.constraint;

import dev.slipway.serve.engine.ServeException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * Patterns as instructions: read a byte, go two ways, call a rule, return from it. Each has an operation and two operands.
 *
 * <pre>
 * BYTES  least | most &lt;&lt; 8   -          reads one byte and goes on with the next instruction
 * FORK   first               second     goes on with both
 * CALL   rule's begin        -          comes back to the next instruction
 * RETURN -                   -          from a rule; from the first one, the text is complete
 * </pre>
 */
final class Program {
    static final byte BYTES = 0;
    static final byte FORK = 1;
    static final byte CALL = 2;
    static final byte RETURN = 3;
    private static final int MOST_INSTRUCTIONS = 200_000;

    private final String name;
    private byte[] operations = new byte[256];
    private int[] first = new int[256];
    private int[] second = new int[256];
    private int size;
    private int steps;

    private Program(String name) {
        this.name = name;
    }

    /** @param name what the request calls it; the text is what the rule "" says */
    static Program of(String name, Map<String, Pattern> rules) {
        Program program = new Program(name);
        Map<String, Integer> begins = new HashMap<>();
        Map<Integer, String> calls = new HashMap<>();
        program.rule(rules.get(""), calls);
        begins.put("", 0);
        for (Map.Entry<String, Pattern> rule : rules.entrySet()) {
            if (!rule.getKey().isEmpty()) {
                begins.put(rule.getKey(), program.size);
                program.rule(rule.getValue(), calls);
            }
        }
        calls.forEach((at, rule) -> program.first[at] = begins.get(rule));
        return program;
    }

    byte operation(int at) {
        return operations[at];
    }

    int first(int at) {
        return first[at];
    }

    int second(int at) {
        return second[at];
    }

    boolean reads(int at, int b) {
        return b >= (first[at] & 0xff) && b <= first[at] >> 8;
    }

    private void rule(Pattern pattern, Map<Integer, String> calls) {
        add(pattern, calls);
        emit(RETURN, 0, 0);
    }

    private void add(Pattern pattern, Map<Integer, String> calls) {
        // Also counts what gives no instruction: repetitions of nothing.
        if (++steps > 2 * MOST_INSTRUCTIONS) {
            throw tooLarge();
        }
        switch (pattern) {
            case Pattern.Bytes(int least, int most) -> emit(BYTES, least | most << 8, 0);
            case Pattern.Sequence sequence -> sequence.parts().forEach(part -> add(part, calls));
            case Pattern.Choice choice -> choice(choice, calls);
            case Pattern.Repeat repeat -> repeat(repeat, calls);
            case Pattern.Rule(String rule) -> {
                calls.put(size, rule);
                emit(CALL, 0, 0);
            }
        }
    }

    private void choice(Pattern.Choice choice, Map<Integer, String> calls) {
        int count = choice.options().size();
        int[] ends = new int[count];
        for (int i = 0; i < count; i++) {
            int fork = -1;
            if (i + 1 < count) {
                fork = size;
                emit(FORK, size + 1, 0);
            }
            add(choice.options().get(i), calls);
            if (i + 1 < count) {
                ends[i] = size;
                emit(FORK, 0, 0);
                second[fork] = size;
            }
        }
        for (int i = 0; i + 1 < count; i++) {
            first[ends[i]] = size;
            second[ends[i]] = size;
        }
    }

    private void repeat(Pattern.Repeat repeat, Map<Integer, String> calls) {
        for (int i = 0; i < repeat.least(); i++) {
            add(repeat.part(), calls);
        }
        if (repeat.most() == -1) {
            int fork = size;
            emit(FORK, size + 1, 0);
            add(repeat.part(), calls);
            emit(FORK, fork, fork);
            second[fork] = size;
            return;
        }
        int optional = repeat.most() - repeat.least();
        int[] forks = new int[optional];
        for (int i = 0; i < optional; i++) {
            forks[i] = size;
            emit(FORK, size + 1, 0);
            add(repeat.part(), calls);
        }
        for (int fork : forks) {
            second[fork] = size;
        }
    }

    private void emit(byte operation, int one, int two) {
        if (size == MOST_INSTRUCTIONS) {
            throw tooLarge();
        }
        if (size == operations.length) {
            operations = Arrays.copyOf(operations, size * 2);
            first = Arrays.copyOf(first, size * 2);
            second = Arrays.copyOf(second, size * 2);
        }
        operations[size] = operation;
        first[size] = one;
        second[size] = two;
        size++;
    }

    private ServeException tooLarge() {
        return ServeException.invalid(name + ": too large (expected: repetitions and alternatives that make at most "
                + MOST_INSTRUCTIONS + " steps)");
    }
}
