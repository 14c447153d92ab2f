package dev.slipway.plan.request;

import dev.slipway.image.Platform;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One build, complete: what {@code slipway build} was asked to do. Any driver takes it.
 *
 * @param sources Dockerfile and contexts
 * @param target stage to build; empty for the last
 * @param buildArguments {@code --build-arg}, in order
 * @param platforms what to build for; empty for the machine's own
 * @param cache cache rules
 * @param sandbox defaults for RUN steps and what they may use
 * @param image what the image is called and carries
 * @param outputs where results go; empty means the build runs and its result stays in the cache
 */
public record BuildRequest(
        Sources sources,
        Optional<String> target,
        Map<String, String> buildArguments,
        List<Platform> platforms,
        CacheRules cache,
        SandboxRules sandbox,
        ImageSettings image,
        List<ExportTarget> outputs) {
    public BuildRequest {
        buildArguments = Collections.unmodifiableMap(new LinkedHashMap<>(buildArguments));
        platforms = List.copyOf(platforms);
        outputs = List.copyOf(outputs);
    }

    /**
     * @param dockerfile where the Dockerfile's text is
     * @param context the main context; empty with {@code -f -} and no context
     * @param namedContexts {@code --build-context}
     */
    public record Sources(
            DockerfileLocation dockerfile, Optional<ContextSpec> context, Map<String, ContextSpec> namedContexts) {
        public Sources {
            namedContexts = Collections.unmodifiableMap(new LinkedHashMap<>(namedContexts));
        }
    }

    /** Where the Dockerfile is. */
    public sealed interface DockerfileLocation {
        /** A path inside the main context. */
        record InContext(String path) implements DockerfileLocation {}

        /** Text read beforehand ({@code -f} outside the context, standard input), with the name messages use. */
        record Text(String name, String text, Optional<IgnoreText> ignore) implements DockerfileLocation {}

        /** {@code <Dockerfile>.dockerignore} that lies beside such a Dockerfile. */
        record IgnoreText(String name, String text) {}
    }

    /**
     * @param noCache nothing is taken from the cache
     * @param noCacheFilter names of stages of which nothing is taken from the cache
     * @param pull names are resolved again at their source instead of from what was resolved before
     */
    public record CacheRules(boolean noCache, List<String> noCacheFilter, boolean pull) {
        public static final CacheRules DEFAULT = new CacheRules(false, List.of(), false);

        public CacheRules {
            noCacheFilter = List.copyOf(noCacheFilter);
        }
    }

    /**
     * @param network for RUN steps that do not say {@code --network}
     * @param extraHosts {@code --add-host}: name to address, in order
     * @param shmSizeBytes of {@code /dev/shm}
     * @param entitlements {@code --allow}
     * @param secrets {@code --secret} by id
     * @param sshAgents {@code --ssh} by id
     */
    public record SandboxRules(
            NetworkMode network,
            List<ExtraHost> extraHosts,
            Optional<Long> shmSizeBytes,
            List<Ulimit> ulimits,
            List<Entitlement> entitlements,
            Map<String, SecretSource> secrets,
            Map<String, SshSource> sshAgents) {
        public static final SandboxRules DEFAULT = new SandboxRules(
                NetworkMode.DEFAULT, List.of(), Optional.empty(), List.of(), List.of(), Map.of(), Map.of());

        public SandboxRules {
            extraHosts = List.copyOf(extraHosts);
            ulimits = List.copyOf(ulimits);
            entitlements = List.copyOf(entitlements);
            secrets = Map.copyOf(secrets);
            sshAgents = Map.copyOf(sshAgents);
        }
    }

    public record ExtraHost(String name, String address) {}

    /** {@code --ulimit name=soft[:hard]}; -1 is unlimited. */
    public record Ulimit(String name, long soft, long hard) {}

    /** What a build may do beyond the default sandbox. */
    public enum Entitlement {
        NETWORK_HOST("network.host"),
        SECURITY_INSECURE("security.insecure");

        private final String flag;

        Entitlement(String flag) {
            this.flag = flag;
        }

        /** As written after {@code --allow}. */
        public String flag() {
            return flag;
        }
    }

    /** Where a secret's value is; the value itself is read when a step needs it and is never kept. */
    public sealed interface SecretSource {
        record FromFile(java.nio.file.Path path) implements SecretSource {}

        /** The variable's value is handed over by the caller at the time of use. */
        record FromEnvironment(String variable) implements SecretSource {}
    }

    /** An SSH agent's socket, or key files to serve as one. */
    public sealed interface SshSource {
        record Agent(java.nio.file.Path socket) implements SshSource {}

        record Keys(List<java.nio.file.Path> files) implements SshSource {}
    }

    /**
     * @param tags {@code -t}, as written
     * @param labels {@code --label}, added to the image's own
     * @param annotations {@code --annotation}: key may carry the {@code manifest:}, {@code index:}… prefix
     * @param sourceDateEpoch {@code SOURCE_DATE_EPOCH}
     * @param layers how its new layers are cut
     */
    public record ImageSettings(
            List<String> tags,
            Map<String, String> labels,
            Map<String, String> annotations,
            Optional<Instant> sourceDateEpoch,
            LayerRules layers) {
        public static final ImageSettings NONE = new ImageSettings(List.of(), Map.of(), Map.of(), Optional.empty());

        /** Layers cut by the default rules. */
        public ImageSettings(
                List<String> tags,
                Map<String, String> labels,
                Map<String, String> annotations,
                Optional<Instant> sourceDateEpoch) {
            this(tags, labels, annotations, sourceDateEpoch, LayerRules.DEFAULT);
        }

        public ImageSettings {
            tags = List.copyOf(tags);
            labels = Collections.unmodifiableMap(new LinkedHashMap<>(labels));
            annotations = Collections.unmodifiableMap(new LinkedHashMap<>(annotations));
        }
    }
}
