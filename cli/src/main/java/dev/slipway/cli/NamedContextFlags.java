package dev.slipway.cli;

import dev.slipway.plan.PlanException;
import dev.slipway.plan.request.ContextSpec;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads {@code --build-context NAME=CONTEXT}, which all commands take alike. */
final class NamedContextFlags {
    private NamedContextFlags() {}

    static Map<String, ContextSpec> parse(List<String> texts, Path workingDirectory) {
        Map<String, ContextSpec> contexts = new LinkedHashMap<>();
        for (String text : texts) {
            int equals = text.indexOf('=');
            if (equals < 1) {
                throw PlanException.badValue("--build-context \"" + text + "\"", "NAME=CONTEXT");
            }
            contexts.put(text.substring(0, equals), ContextSpec.parse(text.substring(equals + 1), workingDirectory));
        }
        return contexts;
    }
}
