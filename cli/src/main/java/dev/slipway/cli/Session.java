package dev.slipway.cli;

import dev.slipway.engine.BuilderOptions;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** What every command may use: environment, streams, terminal. The only place where the environment is read. */
final class Session {
    private final Map<String, String> environment;
    private final PrintStream out;
    private final PrintStream err;
    private @org.jspecify.annotations.Nullable Terminal terminal;

    Session(Map<String, String> environment, PrintStream out, PrintStream err) {
        this.environment = environment;
        this.out = out;
        this.err = err;
    }

    PrintStream out() {
        return out;
    }

    PrintStream err() {
        return err;
    }

    /** All variables, for those that have a table of their own of which they read. */
    Map<String, String> environment() {
        return environment;
    }

    /** A variable; an empty one counts as not set. */
    Optional<String> variable(String name) {
        return Optional.ofNullable(environment.get(name)).filter(value -> !value.isEmpty());
    }

    /** Asked once; the size is asked again by those who redraw. */
    Terminal terminal() {
        if (terminal == null) {
            terminal = Terminal.ofStandardError(environment);
        }
        return terminal;
    }

    Terminal currentTerminal() {
        return Terminal.ofStandardError(environment);
    }

    /** Whether styles may be used in what a command prints, as opposed to what it says while it works. */
    boolean colourOnStandardOutput() {
        return Terminal.isStandardOutput()
                && variable("NO_COLOR").isEmpty()
                && !variable("TERM").equals(Optional.of("dumb"));
    }

    /**
     * {@code SLIPWAY_STORE}; else {@code /var/lib/slipway} for root, {@code $XDG_DATA_HOME/slipway} for others. The
     * launcher says who the user was before it entered a user name space.
     */
    Path store() {
        Optional<String> named = variable("SLIPWAY_STORE");
        if (named.isPresent()) {
            return Path.of(named.get()).toAbsolutePath();
        }
        boolean root = variable("SLIPWAY_ROOTLESS").isEmpty()
                && System.getProperty("user.name", "").equals("root");
        if (root) {
            return Path.of("/var/lib/slipway");
        }
        return variable("XDG_DATA_HOME")
                .map(Path::of)
                .orElse(Path.of(System.getProperty("user.home"), ".local", "share"))
                .resolve("slipway");
    }

    /** {@code $XDG_CACHE_HOME/slipway}, else {@code ~/.cache/slipway}: what can be made again. */
    Path cache() {
        return variable("XDG_CACHE_HOME")
                .map(Path::of)
                .orElse(Path.of(System.getProperty("user.home"), ".cache"))
                .resolve("slipway");
    }

    BuilderOptions builderOptions(OptionalInt parallel) {
        Path dockerConfig =
                variable("DOCKER_CONFIG").map(Path::of).orElse(Path.of(System.getProperty("user.home"), ".docker"));
        return new BuilderOptions(
                store(),
                variable("SLIPWAY_RUNTIME").map(Path::of),
                parallel,
                this::variable,
                Optional.of(dockerConfig),
                Clock.systemUTC(),
                out);
    }
}
