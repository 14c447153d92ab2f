package dev.slipway.image;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The JSON config of an image (OCI image-spec, config.md, with Docker's fields Healthcheck, OnBuild and Shell).
 *
 * @param created empty where the image does not say
 * @param diffIds {@code rootfs.diff_ids}, bottom layer first
 * @param history one entry an instruction; the entries that are not {@code emptyLayer} match {@code diffIds} one to one
 */
public record ImageConfig(
        Platform platform,
        Optional<Instant> created,
        Optional<String> author,
        Runtime runtime,
        List<DiffId> diffIds,
        List<History> history) {
    public ImageConfig {
        diffIds = List.copyOf(diffIds);
        history = List.copyOf(history);
    }

    /** An image without layers: what {@code FROM scratch} starts from. */
    public static ImageConfig scratch(Platform platform) {
        return new ImageConfig(platform, Optional.empty(), Optional.empty(), Runtime.EMPTY, List.of(), List.of());
    }

    public ImageConfig withRuntime(Runtime changed) {
        return new ImageConfig(platform, created, author, changed, diffIds, history);
    }

    /**
     * {@code config}: how to run the image. Maps keep their order.
     *
     * @param env {@code NAME=value}, in order
     * @param lists entry point, command and shell; null-free, empty {@code Optional} where not set
     * @param healthcheck Docker's Healthcheck
     * @param sets exposed ports, volumes, labels
     * @param onBuild Docker's OnBuild: trigger texts
     */
    public record Runtime(
            String user,
            String workingDir,
            String stopSignal,
            List<String> env,
            Commands lists,
            Optional<Healthcheck> healthcheck,
            Declared sets,
            List<String> onBuild) {
        public static final Runtime EMPTY =
                new Runtime("", "", "", List.of(), Commands.NONE, Optional.empty(), Declared.NONE, List.of());

        public Runtime {
            env = List.copyOf(env);
            onBuild = List.copyOf(onBuild);
        }
    }

    /** Entrypoint, Cmd and Shell; {@code argsEscaped} is Docker's Windows-only flag, carried through. */
    public record Commands(
            Optional<List<String>> entrypoint,
            Optional<List<String>> cmd,
            Optional<List<String>> shell,
            boolean argsEscaped) {
        public static final Commands NONE = new Commands(Optional.empty(), Optional.empty(), Optional.empty(), false);

        public Commands {
            entrypoint = entrypoint.map(List::copyOf);
            cmd = cmd.map(List::copyOf);
            shell = shell.map(List::copyOf);
        }
    }

    /** ExposedPorts ({@code 80/tcp}) and Volumes, sorted; Labels in the order they were set. */
    public record Declared(List<String> exposedPorts, List<String> volumes, Map<String, String> labels) {
        public static final Declared NONE = new Declared(List.of(), List.of(), Map.of());

        public Declared {
            exposedPorts = exposedPorts.stream().distinct().sorted().toList();
            volumes = volumes.stream().distinct().sorted().toList();
            labels = java.util.Collections.unmodifiableMap(new java.util.LinkedHashMap<>(labels));
        }
    }

    /**
     * Docker's health check. Durations are nanoseconds, 0 where inherited or default.
     *
     * @param test {@code ["NONE"]}, {@code ["CMD", …]} or {@code ["CMD-SHELL", script]}
     */
    public record Healthcheck(
            List<String> test,
            long intervalNanos,
            long timeoutNanos,
            long startPeriodNanos,
            long startIntervalNanos,
            int retries) {
        public Healthcheck {
            test = List.copyOf(test);
        }
    }

    /** One step of the image's making. */
    public record History(
            Optional<Instant> created, String createdBy, String author, String comment, boolean emptyLayer) {}
}
