package dev.slipway.engine.source.image;

import dev.slipway.engine.source.http.ProxyRules;
import dev.slipway.image.registry.Credentials;
import dev.slipway.image.registry.DockerConfigCredentials;
import dev.slipway.image.registry.RegistryClient;
import dev.slipway.image.registry.RegistryOptions;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The registry client of one build, made when the first image needs it: a warm build never loads an HTTP client.
 * {@code SLIPWAY_INSECURE_REGISTRIES} lists registries ({@code host:port}, commas between) that speak plain HTTP.
 */
public final class Registries implements AutoCloseable {
    private static final String INSECURE = "SLIPWAY_INSECURE_REGISTRIES";

    private final Optional<Path> dockerConfig;
    private final Function<String, Optional<String>> environment;
    private @Nullable RegistryClient client;

    public Registries(Optional<Path> dockerConfig, Function<String, Optional<String>> environment) {
        this.dockerConfig = dockerConfig;
        this.environment = environment;
    }

    public synchronized RegistryClient client() {
        RegistryClient made = client;
        if (made == null) {
            Credentials credentials = dockerConfig
                    .<Credentials>map(directory -> new DockerConfigCredentials(directory.resolve("config.json")))
                    .orElse(Credentials.ANONYMOUS);
            RegistryOptions options = RegistryOptions.DEFAULT
                    .withProxy(new ProxyRules(environment))
                    .withInsecure(insecure());
            made = RegistryClient.of(options, credentials);
            client = made;
        }
        return made;
    }

    private Set<String> insecure() {
        return Arrays.stream(environment.apply(INSECURE).orElse("").split(","))
                .map(String::trim)
                .filter(name -> !name.isEmpty())
                .collect(Collectors.toSet());
    }

    @Override
    public synchronized void close() {
        if (client != null) {
            client.close();
            client = null;
        }
    }
}
