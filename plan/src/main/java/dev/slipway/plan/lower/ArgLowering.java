package dev.slipway.plan.lower;

import dev.slipway.dockerfile.Instruction;
import dev.slipway.dockerfile.KeyValue;
import dev.slipway.plan.stage.GlobalScope;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * ARG inside a stage (Dockerfile reference, ARG): the user's value, else the default, else the value of an ARG before
 * the first FROM. The arguments of one instruction see those before them.
 */
final class ArgLowering {
    private ArgLowering() {}

    static void lower(Instruction.Arg instruction, StageState stage, GlobalScope globals, Map<String, String> given) {
        List<String> history = new ArrayList<>();
        for (KeyValue argument : instruction.arguments()) {
            String name = argument.key().text();
            Optional<String> value = Optional.ofNullable(given.get(name))
                    .or(() -> argument.value().map(stage::expand))
                    .or(() -> globals.get(name));
            stage.scope.argument(name, value);
            history.add(value.map(set -> name + "=" + set).orElse(name));
        }
        stage.record("ARG " + String.join(" ", history));
    }
}
