package dev.slipway.advise.check.buildkit;

import dev.slipway.advise.check.DockerfileView;
import dev.slipway.advise.check.KnownBases;
import dev.slipway.advise.check.StageView;
import dev.slipway.dockerfile.DockerfileException;
import dev.slipway.dockerfile.Instruction;
import dev.slipway.dockerfile.KeyValue;
import dev.slipway.dockerfile.Word;
import dev.slipway.dockerfile.expand.Expansion;
import dev.slipway.dockerfile.expand.Variables;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * The variables of a stage while its instructions go by: what ENV and ARG set, what ARG only declared, and what the base
 * image sets, which is asked for when a name is not found in the file.
 */
final class StageVariables implements Variables {
    private final Map<String, String> values = new LinkedHashMap<>();
    private final Set<String> declared = new HashSet<>();

    private final Supplier<Optional<KnownBases.Base>> base;

    /** Of nothing. */
    StageVariables() {
        this.base = Optional::empty;
    }

    /** Of a stage before its first instruction. */
    StageVariables(DockerfileView view, StageView stage) {
        this.base = () -> view.base(stage);
    }

    private StageVariables(Supplier<Optional<KnownBases.Base>> base) {
        this.base = base;
    }

    /** Whether all variables are known, those of the base image too. */
    boolean isComplete() {
        return base.get().isPresent();
    }

    private Map<String, String> fromBase() {
        Map<String, String> environment = new LinkedHashMap<>();
        base.get()
                .ifPresent(known -> known.config().runtime().env().forEach(variable -> {
                    int equals = variable.indexOf('=');
                    environment.put(
                            equals < 0 ? variable : variable.substring(0, equals),
                            equals < 0 ? "" : variable.substring(equals + 1));
                }));
        return environment;
    }

    StageVariables child() {
        StageVariables child = new StageVariables(base);
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
        return Optional.ofNullable(values.get(name))
                .or(() -> Optional.ofNullable(fromBase().get(name)));
    }

    @Override
    public Set<String> names() {
        Set<String> names = new LinkedHashSet<>(fromBase().keySet());
        names.addAll(values.keySet());
        return Collections.unmodifiableSet(names);
    }
}
