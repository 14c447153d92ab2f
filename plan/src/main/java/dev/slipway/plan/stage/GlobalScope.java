package dev.slipway.plan.stage;

import dev.slipway.dockerfile.Dockerfile;
import dev.slipway.dockerfile.Instruction;
import dev.slipway.dockerfile.KeyValue;
import dev.slipway.dockerfile.expand.Variables;
import dev.slipway.dockerfile.expand.WordExpander;
import dev.slipway.image.Platform;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The arguments that FROM may use, and that an ARG without a default picks up inside a stage: the platform arguments,
 * then every ARG before the first FROM, in order (Dockerfile reference, Automatic platform ARGs in the global scope).
 */
public final class GlobalScope implements Variables {
    private final Map<String, String> values;

    private GlobalScope(Map<String, String> values) {
        this.values = values;
    }

    /**
     * @param buildArguments of the request; they win over defaults
     * @param targetStage name of the stage that is built, empty when it has none
     */
    public static GlobalScope of(
            Dockerfile dockerfile, Map<String, String> buildArguments, PlatformPair platforms, String targetStage) {
        GlobalScope scope = new GlobalScope(new LinkedHashMap<>());
        scope.define("BUILD", platforms.build());
        scope.define("TARGET", platforms.target());
        scope.values.put("TARGETSTAGE", targetStage.isEmpty() ? "default" : targetStage);
        scope.values.replaceAll((name, value) -> buildArguments.getOrDefault(name, value));
        WordExpander expander = new WordExpander(dockerfile.source(), dockerfile.escape());
        for (Instruction.Arg instruction : dockerfile.globalArguments()) {
            for (KeyValue argument : instruction.arguments()) {
                scope.define(argument, buildArguments, expander);
            }
        }
        return scope;
    }

    private void define(String prefix, Platform platform) {
        values.put(prefix + "PLATFORM", platform.toString());
        values.put(prefix + "OS", platform.os());
        values.put(prefix + "OSVERSION", "");
        values.put(prefix + "ARCH", platform.architecture());
        values.put(prefix + "VARIANT", platform.variant());
    }

    private void define(KeyValue argument, Map<String, String> buildArguments, WordExpander expander) {
        String name = argument.key().text();
        String given = buildArguments.get(name);
        if (given != null) {
            values.put(name, given);
        } else {
            argument.value()
                    .ifPresent(
                            word -> values.put(name, expander.expand(word, this).value()));
        }
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
