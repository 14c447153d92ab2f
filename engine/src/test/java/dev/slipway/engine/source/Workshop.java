package dev.slipway.engine.source;

import dev.slipway.engine.step.StepContext;
import dev.slipway.engine.store.Store;
import dev.slipway.engine.store.disk.DiskStore;
import dev.slipway.image.Digest;
import dev.slipway.plan.progress.BuildEvent;
import dev.slipway.plan.request.BuildRequest.SandboxRules;
import dev.slipway.plan.request.BuildRequest.SecretSource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** A store in a test's directory, and builds on it. */
public final class Workshop implements AutoCloseable {
    private final Store store;
    private final List<BuildEvent> events = new CopyOnWriteArrayList<>();
    private SourceOptions options = new SourceOptions(
            false,
            false,
            false,
            SandboxRules.DEFAULT,
            Optional.empty(),
            name -> Optional.ofNullable(name.equals("PATH") ? System.getenv(name) : null),
            Clock.systemUTC());

    public Workshop(Path directory) {
        this.store = DiskStore.open(directory.resolve("store"));
    }

    public Store store() {
        return store;
    }

    public List<BuildEvent> events() {
        return events;
    }

    public StepContext context() {
        return new StepContext(Digest.of(new byte[] {1}), events::add, options.sandbox(), Clock.systemUTC());
    }

    /** The sources of a further build. */
    public Sources sources() {
        return Sources.open(store, options, events::add);
    }

    public Workshop pulling(boolean pull) {
        options = new SourceOptions(
                pull,
                options.keepBlobs(),
                options.keepGitDirectory(),
                options.sandbox(),
                options.dockerConfig(),
                options.environment(),
                options.clock());
        return this;
    }

    public Workshop keepingBlobs() {
        options = new SourceOptions(
                options.pull(),
                true,
                options.keepGitDirectory(),
                options.sandbox(),
                options.dockerConfig(),
                options.environment(),
                options.clock());
        return this;
    }

    public Workshop keepingGit() {
        options = new SourceOptions(
                options.pull(),
                options.keepBlobs(),
                true,
                options.sandbox(),
                options.dockerConfig(),
                options.environment(),
                options.clock());
        return this;
    }

    public Workshop dockerConfig(Path directory) {
        options = new SourceOptions(
                options.pull(),
                options.keepBlobs(),
                options.keepGitDirectory(),
                options.sandbox(),
                Optional.of(directory),
                options.environment(),
                options.clock());
        return this;
    }

    public Workshop sandbox(SandboxRules rules, Map<String, String> environment) {
        options = new SourceOptions(
                options.pull(),
                options.keepBlobs(),
                options.keepGitDirectory(),
                rules,
                options.dockerConfig(),
                name -> Optional.ofNullable(environment.get(name)),
                options.clock());
        return this;
    }

    /** A secret whose value is an environment variable of the build's caller. */
    public Workshop secret(String id, String value) {
        SandboxRules none = SandboxRules.DEFAULT;
        SandboxRules rules = new SandboxRules(
                none.network(),
                none.extraHosts(),
                none.shmSizeBytes(),
                none.ulimits(),
                none.entitlements(),
                Map.of(id, new SecretSource.FromEnvironment("A_SECRET")),
                Map.of());
        return sandbox(rules, Map.of("A_SECRET", value, "PATH", String.valueOf(System.getenv("PATH"))));
    }

    @Override
    public void close() {
        store.close();
    }

    /** Runs a program of this machine; throws unless it exits with 0. */
    public static String run(Path directory, String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException(String.join(" ", command) + ": " + output);
        }
        return output;
    }
}
