package dev.slipway.engine.source.http;

import dev.slipway.engine.step.SourceException;
import dev.slipway.plan.request.BuildRequest.SecretSource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Values of {@code --secret}, read when they are needed and never kept (K6).
 *
 * @param sources by id
 * @param environment variables of the caller's environment
 */
public record SecretValues(Map<String, SecretSource> sources, Function<String, Optional<String>> environment) {
    public SecretValues {
        sources = Map.copyOf(sources);
    }

    /** The value without a final line end; empty when no such secret was given. */
    public Optional<String> find(String id) {
        SecretSource source = sources.get(id);
        return switch (source) {
            case null -> Optional.empty();
            case SecretSource.FromEnvironment(String variable) -> environment.apply(variable);
            case SecretSource.FromFile(java.nio.file.Path path) -> Optional.of(read(id, path));
        };
    }

    private static String read(String id, java.nio.file.Path path) {
        try {
            String text = Files.readString(path, StandardCharsets.UTF_8);
            return text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
        } catch (IOException e) {
            throw SourceException.io("read the secret \"" + id + "\" from \"" + path + "\"", e);
        }
    }
}
