package dev.slipway.advise.check.buildkit;

import dev.slipway.advise.check.DockerfileView;
import dev.slipway.dockerfile.DockerfileException;
import dev.slipway.dockerfile.Instruction;
import dev.slipway.dockerfile.KeyValue;
import dev.slipway.dockerfile.Word;
import dev.slipway.dockerfile.expand.Expansion;
import dev.slipway.dockerfile.expand.Variables;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The variables of a stage while its instructions go by: what ENV and ARG set, and what ARG only declared. */
final class StageVariables implements Variables {
    private final Map<String, String> values = new LinkedHashMap<>();
    private final Set<String> declared = new HashSet<>();

    StageVariables child() {
        StageVariables child = new StageVariables();
        child.values.putAll(values);
        child.declared.addAll(declared);
        return child;
    }

    /** What an instruction changes. */
    void take(DockerfileView view, Instruction instruction) {
        switch (instruction) {
            case Instruction.Arg argument -> argument.arguments().forEach(one -> argument(view, one));
            case Instruction.Env environment -> {
                Map<String, String> after = new LinkedHashMap<>();
                for (KeyValue pair : environment.variables()) {
                    after.put(
                            value(view, pair.key()),
                            pair.value().map(word -> value(view, word)).orElse(""));
                }
                values.putAll(after);
            }
            default -> {}
        }
    }

    private void argument(DockerfileView view, KeyValue argument) {
        String name = argument.key().text();
        declared.add(name);
        Optional<String> value = Optional.ofNullable(
                        view.input().buildArguments().get(name))
                .or(() -> argument.value().map(word -> value(view, word)))
                .or(() -> view.globals().flatMap(globals -> globals.get(name)));
        value.ifPresent(set -> values.put(name, set));
    }

    /** The word's value; as written where it cannot be expanded. */
    String value(DockerfileView view, Word word) {
        return expand(view, word).map(Expansion::value).orElse(word.text());
    }

    Optional<Expansion> expand(DockerfileView view, Word word) {
        try {
            return Optional.of(view.expander().expand(word, this));
        } catch (DockerfileException e) {
            return Optional.empty();
        }
    }

    boolean isDeclared(String name) {
        return declared.contains(name);
    }

    @Override
    public Optional<String> get(String name) {
        return Optional.ofNullable(values.get(name));
    }

    @Override
    public Set<String> names() {
        return Collections.unmodifiableSet(values.keySet());
    }
}
