package dev.slipway.engine;

import dev.slipway.image.Digest;
import dev.slipway.plan.record.CacheOutcome.Change;
import dev.slipway.plan.request.Redaction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The variables that a RUN saw, so that a later build can tell which of them made it run again. As a memo of kind
 * {@value #KIND}, keyed by the digest of the operation: {@code NAME=value}, each ended by a zero byte, UTF-8. Of a
 * variable whose name says that it is secret there is only a digest of its value, which is never shown.
 */
record StepVariables(Map<String, String> values) {
    static final String KIND = "variables";

    private static final int MOST_CHANGES = 50;
    private static final String HIDDEN = "(not shown)";

    StepVariables {
        values = Map.copyOf(values);
    }

    /** @param environment {@code NAME=value} */
    static StepVariables of(List<String> environment) {
        Map<String, String> values = new TreeMap<>();
        for (String variable : environment) {
            int equals = variable.indexOf('=');
            if (equals > 0) {
                String name = variable.substring(0, equals);
                String value = variable.substring(equals + 1);
                values.put(
                        name,
                        Redaction.isSecretName(name)
                                ? Digest.of(value.getBytes(StandardCharsets.UTF_8))
                                        .toString()
                                : Redaction.address(value));
            }
        }
        return new StepVariables(values);
    }

    byte[] encode() {
        StringBuilder text = new StringBuilder();
        new TreeMap<>(values)
                .forEach((name, value) ->
                        text.append(name).append('=').append(value).append('\0'));
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    static StepVariables decode(byte[] memo) {
        Map<String, String> values = new TreeMap<>();
        for (String variable : new String(memo, StandardCharsets.UTF_8).split("\0")) {
            int equals = variable.indexOf('=');
            if (equals > 0) {
                values.put(variable.substring(0, equals), variable.substring(equals + 1));
            }
        }
        return new StepVariables(values);
    }

    /** Those that came, went or have another value, by name. */
    List<Change> changesTo(StepVariables after) {
        TreeSet<String> names = new TreeSet<>(values.keySet());
        names.addAll(after.values.keySet());
        List<Change> changes = new ArrayList<>();
        for (String name : names) {
            String before = values.getOrDefault(name, "");
            String now = after.values.getOrDefault(name, "");
            if (!before.equals(now) && changes.size() < MOST_CHANGES) {
                changes.add(new Change("variable", name, shown(name, before), shown(name, now)));
            }
        }
        return changes;
    }

    private static String shown(String name, String value) {
        return Redaction.isSecretName(name) && !value.isEmpty() ? HIDDEN : value;
    }
}
