package dev.slipway.image.registry;

import dev.slipway.image.JsonReading;
import dev.slipway.image.registry.Credentials.Login;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Logins as {@code docker login} keeps them: in {@code config.json} itself ({@code auths}), or in a credential helper
 * ({@code credHelpers} for single registries, {@code credsStore} for all). The file is read on first use; that it is
 * missing means no logins.
 *
 * <p>A helper is the program {@code docker-credential-<name>} on the path (docker/docker-credential-helpers): it gets the
 * registry on its standard input and answers {@code {"Username":…,"Secret":…}}.
 */
public final class DockerConfigCredentials implements Credentials {
    private static final String DOCKER_HUB = "https://index.docker.io/v1/";
    private static final int MAX_BYTES = 1 << 20;
    private static final int HELPER_SECONDS = 60;

    private final Path file;
    private final String programPrefix;
    private @Nullable JsonReading config;

    /** @param file usually {@code ~/.docker/config.json} */
    public DockerConfigCredentials(Path file) {
        this(file, "docker-credential-");
    }

    /** @param programPrefix what comes before a helper's name to make its program */
    DockerConfigCredentials(Path file, String programPrefix) {
        this.file = file;
        this.programPrefix = programPrefix;
    }

    @Override
    public synchronized Optional<Login> find(String registry) throws IOException {
        JsonReading read = config();
        String key = registry.equals("docker.io") ? DOCKER_HUB : registry;
        String helper =
                read.object("credHelpers").map(all -> all.text(registry)).orElse("");
        if (helper.isEmpty()) {
            helper = read.text("credsStore");
        }
        if (!helper.isEmpty()) {
            Optional<Login> found = fromHelper(helper, key);
            if (found.isPresent()) {
                return found;
            }
        }
        return fromFile(read, registry, key);
    }

    private JsonReading config() throws IOException {
        JsonReading known = config;
        if (known == null) {
            byte[] bytes;
            try {
                bytes = Files.readAllBytes(file);
            } catch (NoSuchFileException e) {
                bytes = new byte[] {'{', '}'};
            }
            known = JsonReading.parse(bytes, "Docker configuration " + file, MAX_BYTES);
            config = known;
        }
        return known;
    }

    private static Optional<Login> fromFile(JsonReading config, String registry, String key) {
        Optional<JsonReading> auths = config.object("auths");
        if (auths.isEmpty()) {
            return Optional.empty();
        }
        for (String name : config.keys("auths")) {
            if (name.equals(key) || host(name).equals(registry)) {
                return auths.get().object(name).flatMap(DockerConfigCredentials::login);
            }
        }
        return Optional.empty();
    }

    /** Old files name registries by URL: {@code https://registry.example/v1/}. */
    private static String host(String name) {
        String rest = name.substring(name.indexOf("://") < 0 ? 0 : name.indexOf("://") + 3);
        int slash = rest.indexOf('/');
        return slash < 0 ? rest : rest.substring(0, slash);
    }

    private static Optional<Login> login(JsonReading auth) {
        if (!auth.text("identitytoken").isEmpty()) {
            return Optional.of(new Login.IdentityToken(auth.text("identitytoken")));
        }
        if (!auth.text("registrytoken").isEmpty()) {
            return Optional.of(new Login.RegistryToken(auth.text("registrytoken")));
        }
        String encoded = auth.text("auth");
        if (encoded.isEmpty()) {
            String user = auth.text("username");
            return user.isEmpty() ? Optional.empty() : Optional.of(new Login.Password(user, auth.text("password")));
        }
        String pair = auth.parsed("auth", text -> decode(text));
        int colon = pair.indexOf(':');
        if (colon < 0) {
            throw auth.wrong("auth", "no user and password in it (expected: base64 of user:password)");
        }
        return Optional.of(new Login.Password(pair.substring(0, colon), pair.substring(colon + 1)));
    }

    private static String decode(String base64) {
        try {
            // Some writers pad with NULs.
            return new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8).replace("\0", "");
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("not base64 (expected: base64 of user:password)", e);
        }
    }

    private Optional<Login> fromHelper(String helper, String key) throws IOException {
        String program = programPrefix + helper;
        if (helper.indexOf('/') >= 0) {
            throw new IOException("cannot ask credential helper \"" + helper + "\": a path (expected: a plain name)");
        }
        Process process;
        try {
            process = new ProcessBuilder(List.of(program, "get"))
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            throw new IOException(
                    "cannot start credential helper \"" + program + "\" (expected: a program on the path, as the Docker"
                            + " configuration names it)",
                    e);
        }
        try (OutputStream in = process.getOutputStream()) {
            in.write(key.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            // A helper that ends without reading its input answers by its exit code below.
            process.destroy();
        }
        byte[] answer = process.getInputStream().readNBytes(MAX_BYTES);
        if (exit(process, program) != 0) {
            // Helpers report "credentials not found" this way; there is no other sign for it.
            return Optional.empty();
        }
        JsonReading json = JsonReading.parse(answer, "answer of " + program, MAX_BYTES);
        String user = json.text("Username");
        String secret = json.text("Secret");
        if (secret.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(user.equals("<token>") ? new Login.IdentityToken(secret) : new Login.Password(user, secret));
    }

    private static int exit(Process process, String program) throws IOException {
        try {
            if (process.waitFor(HELPER_SECONDS, TimeUnit.SECONDS)) {
                return process.exitValue();
            }
            throw new IOException("credential helper \"" + program + "\" did not end within " + HELPER_SECONDS + " s");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("waiting for credential helper \"" + program + "\" was interrupted", e);
        } finally {
            process.destroyForcibly();
        }
    }
}
